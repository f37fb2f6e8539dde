/** Names that the field has other words for. They are found as whole words, in code and in texts. */
export const oldNames: Readonly<Record<string, string>> = {
  ImageHouse: 'ImageDeps',
  toHouse: 'toDependencies',
  FrontOptions: 'FastPathOptions',
  KnownAnswers: 'ResponseCache',
  KnownItems: 'ItemCache',
  KnownNetworks: 'RecentNetworks',
  KeptBytes: 'DerivativeCache',
  KeptLists: 'QueryCache',
  isWanted: 'isHot',
  findAnew: 'refresh',
  wayOf: 'queryStrategy',
  WaitingLine: 'RenderQueue',
  inLine: 'enqueue',
  RendererLives: 'RendererSupervisor',
  giveBack: 'refund',
  SlowDown: 'LoginRateLimiter',
  SecondLooks: 'RescanBackoff',
  mostUnread: 'maxBufferedBytes',
  owedTo: 'pendingBytes',
  untilCalm: 'whenIdle',
  planLadder: 'planSteps',
  checkGround: 'preflight',
  lyingOriginals: 'fileOriginals',
  CarriedPicture: 'AttachedPicture',
  lookingCost: 'probeCost',
  inVectorTime: 'withSvgTimeout',
  renderClass: 'priority',
  rung: 'intermediate',
  rungs: 'intermediates',
  unkept: 'uncached',
  'a text that is not empty': 'a non-empty string',
  'stands in line': 'waits in the queue',
  'stand in line': 'wait in the queue',
  'is come by': 'is obtained',
  'was come by': 'was obtained',
}

/** Names that mean something else in a sentence: looked for among the names of the code alone. */
export const oldIdentifiers: Readonly<Record<string, string>> = {
  House: 'Dependencies, or a fixture',
  Front: 'FastPath',
  Known: 'GenerationCache, or what it is',
  Kept: 'a cache, or what it is',
  Way: 'QueryStrategy',
  Giver: 'ImageOrigin',
  Death: 'ProcessExit',
  deadly: 'crashed',
  Room: 'Capacity',
  Allowance: 'ByteQuota',
  Shape: 'SizePreset',
  Form: 'Orientation',
  Overdue: 'SvgTimeoutError',
  Patience: 'SlowClientLimits',
}

/** Words that no name of the code has in it, outside of tests. */
export const oldParts: Readonly<Record<string, string>> = {
  house: 'dependencies, or a fixture',
  kept: 'cached, stored or saved',
  known: 'cached, existing or previous',
  rung: 'intermediate',
  giver: 'origin',
  payer: 'client',
  purchase: 'cost',
  patience: 'timeout',
  somebody: 'the one who is meant',
  nobody: 'the one who is meant',
}

/** `mostBytes`, `leastShare`: bounds are called max and min. */
export const oldBound =
  /^#?(?:most|least|longest|shortest|fewest)(?=[A-Z_])|^(?:MOST|LEAST|LONGEST)_/

/** Where an old word has to stay. `file` is a file or a folder that ends with a slash. */
export const exceptions: readonly {
  readonly file: string
  readonly word: string
  readonly why: string
}[] = [
  {
    file: 'check/',
    word: '*',
    why: 'This list.',
  },
  {
    file: 'test/check/words.test.ts',
    word: '*',
    why: 'The test of this list.',
  },
  {
    file: 'src/catalog/migrations/',
    word: '*',
    why: 'What was released is never edited.',
  },
  {
    file: 'src/render/plan/key.ts',
    word: 'rung',
    why: 'A part of the keys under which intermediates lie in folders that are in use.',
  },
  {
    file: 'test/render/sharp/process/intermediate-pictures.test.ts',
    word: '*',
    why: 'Seed and title of posters that are drawn to be compared.',
  },
]
