import type { TokenCatalog } from './accounts/token-catalog.ts'
import type { UserCatalog, UserSettingCatalog } from './accounts/user-catalog.ts'
import type { CatalogState } from './database/catalog-state.ts'
import type { ImageCatalog, MemberCatalog, OriginalCatalog } from './images/image-catalog.ts'
import type { LayoutCatalog } from './images/layout-catalog.ts'
import type { PresetCatalog } from './images/preset-catalog.ts'
import type { ProblemCatalog } from './images/problem-catalog.ts'
import type { ItemCatalog } from './items/item-catalog.ts'
import type { NameCatalog } from './items/name-catalog.ts'
import type { UserItemCatalog } from './items/user-item-catalog.ts'
import type { UpstreamCatalog } from './upstream/upstream-catalog.ts'
import type { LibraryCatalog, UnitCatalog } from './scan/scan-catalog.ts'

/**
 * What exists, as stored between runs. All answers are consistent with the last finished write.
 * Code that needs a part of it asks for that part alone.
 */
export interface Catalog
  extends
    AsyncDisposable,
    CatalogState,
    ImageCatalog,
    ItemCatalog,
    LayoutCatalog,
    LibraryCatalog,
    MemberCatalog,
    NameCatalog,
    OriginalCatalog,
    PresetCatalog,
    ProblemCatalog,
    TokenCatalog,
    UnitCatalog,
    UserCatalog,
    UserItemCatalog,
    UserSettingCatalog {
  readonly upstream: UpstreamCatalog
}
