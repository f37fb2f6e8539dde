import { sql } from 'kysely'
import type { ImageType } from '../../library/image-type.ts'
import type { CatalogDatabase } from '../database/database.ts'
import type { JoinedImage } from './image-row.ts'

/** Asks for all rows of the owners, announced or not, in natural order: uploads, then libraries. */
export function selectJoinedImages(
  db: CatalogDatabase['read'],
  ownerIds: readonly string[],
  type?: ImageType,
) {
  return (
    db
      .selectFrom('images')
      .leftJoin('originals', (join) =>
        join
          .onRef('originals.source', '=', 'images.source')
          .onRef('originals.key', '=', 'images.key'),
      )
      .leftJoin('image_changes', (join) =>
        join
          .onRef('image_changes.owner_id', '=', 'images.owner_id')
          .onRef('image_changes.type', '=', 'images.type'),
      )
      // Of both there is at most one row an original.
      .leftJoin('image_places', (join) =>
        join
          .onRef('image_places.owner_id', '=', 'images.owner_id')
          .onRef('image_places.type', '=', 'images.type')
          .onRef('image_places.source', '=', 'images.source')
          .onRef('image_places.key', '=', 'images.key'),
      )
      .leftJoin('image_hidden', (join) =>
        join
          .onRef('image_hidden.owner_id', '=', 'images.owner_id')
          .onRef('image_hidden.type', '=', 'images.type')
          .onRef('image_hidden.source', '=', 'images.source')
          .onRef('image_hidden.key', '=', 'images.key'),
      )
      .leftJoin('libraries', 'libraries.id', 'images.library_id')
      .selectAll('originals')
      .selectAll('images')
      .select(['image_changes.since', 'image_places.position as place'])
      .select('image_hidden.tag as hidden_tag')
      .where('images.owner_id', 'in', ownerIds)
      .$if(type !== undefined, (images) => images.where('images.type', '=', type ?? ''))
      .orderBy(sql`coalesce(libraries.position, -1)`)
      .orderBy('images.unit')
      .orderBy('images.position')
      .$castTo<JoinedImage>()
  )
}

/** Of a row of `images` joined with its original. */
export const isHidden = sql<boolean>`exists (select 1 from image_hidden hidden
  where hidden.owner_id = images.owner_id and hidden.type = images.type
  and hidden.source = images.source and hidden.key = images.key and hidden.tag = originals.tag)`
