import type { PaletteName, PropName, SceneName } from './picture.ts'

/** One invented film: what its `.nfo` says and how its pictures look. */
export interface Story {
  readonly title: string
  readonly year: number
  readonly scene: SceneName
  readonly palette: PaletteName
  readonly prop: PropName | undefined
  readonly genre: string
  readonly tagline: string
  readonly plot: string
}

type Row = readonly [
  title: string,
  year: number,
  scene: SceneName,
  palette: PaletteName,
  prop: PropName | undefined,
  genre: string,
  tagline: string,
  plot: string,
]

const rows: readonly Row[] = [
  ['The Cartographer of Fog', 2014, 'forest', 'moss', 'figure', 'Drama', 'Some maps change while you sleep', 'A surveyor is sent to draw a valley that no two travellers describe alike.'],
  ['S.W.I.F.T', 2021, 'city', 'noir', 'mast', 'Thriller', 'Five letters. One night.', 'A relay engineer hears her own voice in a broadcast that was never made.'],
  ['A Lantern for Ödland', 2018, 'aurora', 'teal', 'cabin', 'Family', 'Bring a light', 'Two brothers carry a lighthouse lamp over the winter plain before the ships return.'],
  ['The Kestrel at Dawn', 2009, 'peaks', 'dawn', 'birds', 'Adventure', 'The sky keeps its own road', 'A retired pilot teaches a shepherd girl to fly the mail across the pass.'],
  ['Nine Minutes of Rain', 2020, 'storm', 'rust', 'figure', 'Short', 'Count them', 'A village waits for the first rain in seven years, and for nine minutes it comes.'],
  ['Selene’s Garden', 2016, 'lake', 'rose', undefined, 'Romance', 'What grows by moonlight', 'A botanist inherits a garden that flowers only when nobody looks.'],
  ['Night Ferry', 1998, 'harbour', 'ocean', undefined, 'Mystery', 'The last crossing leaves at two', 'Every passenger of the late ferry has the same ticket, bought on the same day.'],
  ['The Ember Road', 2019, 'sunset', 'ember', 'tree', 'Western', 'Follow the smoke home', 'Three strangers share one horse and one secret across a burnt country.'],
  ['Paper Moons', 2012, 'space', 'violet', 'balloon', 'Fantasy', 'Fold here', 'A paper maker sends her moons up one by one, until one comes back.'],
  ['Low Orbit', 2023, 'orbit', 'night', 'rocket', 'Science Fiction', 'Falling is the easy part', 'A cleaning crew in low orbit finds a satellite that is still warm.'],
  ['Åsa & the Wolf', 2017, 'forest', 'frost', 'wolf', 'Family', 'Friends leave tracks', 'In the coldest winter a girl and an old wolf keep each other’s secret.'],
  ['Quiet Harbour', 2005, 'harbour', 'gold', undefined, 'Drama', 'Some boats stay', 'The harbour master’s son comes home to sell the only house with a view.'],
  ['The Kestrel in Winter', 2011, 'mountains', 'frost', 'birds', 'Adventure', 'Higher, then home', 'Snow closes the pass, and the mail must still go through.'],
  ['Small Hours', 2015, 'bokeh', 'ember', undefined, 'Short', 'Open until five', 'A night bus driver, a baker and a nurse meet once a week at a red light.'],
  ['Glass Cathedral', 2022, 'city', 'candy', 'gate', 'Science Fiction', 'Enter quietly', 'The city’s newest tower sings when the wind turns, and somebody answers.'],
  ['Mistral', 2008, 'sea', 'ocean', 'boat', 'Adventure', 'The wind has a name', 'A single-handed race turns into a search for the sailor who taught them all.'],
  ['The Last Observatory', 2013, 'mountains', 'dawn', 'lighthouse', 'Drama', 'Keep looking', 'The keeper of a closed observatory gets one more clear night.'],
  ['Red Dune Radio', 2024, 'dunes', 'rust', 'mast', 'Comedy', 'Broadcasting to nobody in particular', 'The smallest station in the desert has one listener, and he wants his song.'],
  ['Heliotrope', 2010, 'clouds', 'rose', 'birds', 'Romance', 'Turn towards it', 'Two meteorologists disagree about everything but the weather.'],
  ['Good Morning, Kestrel Street', 2003, 'city', 'gold', 'birds', 'Comedy', 'Everybody’s up', 'One street, one morning, eleven alarm clocks.'],
  ['The Kestrel’s Return', 2015, 'sunset', 'gold', 'tree', 'Adventure', 'One last delivery', 'An old letter without an address has to be carried by hand.'],
  ['Postcard from Nowhere', 2019, 'dunes', 'dawn', 'gate', 'Short', 'Wish you were', 'A postman follows a postcard back to the place it claims to come from.'],
  ['Velvet Static', 1987, 'bokeh', 'violet', undefined, 'Music', 'Tune in, slow down', 'A pirate radio crooner is discovered a week before he loses his voice.'],
  ['The Orchard Above', 2018, 'clouds', 'dawn', 'tree', 'Fantasy', 'Climb', 'A ladder stands in the orchard, and nobody remembers who put it there.'],
  ['Salt and Thunder', 2001, 'storm', 'ash', 'lighthouse', 'Drama', 'The sea pays its debts', 'The last two families on an island argue over who leaves first.'],
  ['An Hour in Vermilion', 1976, 'dunes', 'ember', 'figure', 'Thriller', 'The sun is a witness', 'A painter vanishes at noon, and everyone has the same alibi.'],
  ['Deep Field', 2022, 'space', 'teal', undefined, 'Science Fiction', 'The dark is full', 'A telescope returns one picture too many.'],
  ['Ferncliff', 1994, 'lake', 'jade', 'cabin', 'Horror', 'Rooms available', 'The guest book at Ferncliff has been signed in the same hand since 1911.'],
  ['The Clockmaker’s Tide', 2006, 'sea', 'jade', 'lighthouse', 'Fantasy', 'High water at midnight', 'A clock that tells the tides is stolen, and the sea does not come back.'],
  ['Northern Line', 2011, 'aurora', 'jade', 'mast', 'Drama', 'End of the wire', 'The last telegraph operator in the north refuses to go silent.'],
  ['Café Meridian', 1962, 'rings', 'gold', undefined, 'Romance', 'Coffee at noon, everywhere', 'Two people meet in a café that stands on a border, on different sides.'],
  ['Iron Petals', 2020, 'city', 'ember', 'figure', 'Action', 'Bloom or break', 'A welder builds flowers from old armour, and somebody wants the armour back.'],
  ['Zugvögel', 2004, 'sunset', 'violet', 'birds', 'Documentary', 'Seven thousand miles a year', 'One flock, one year, and the people who wait for it along the way.'],
  ['Tin Sky', 2016, 'peaks', 'ash', 'balloon', 'Adventure', 'Mind the mountains', 'A homemade balloon, a borrowed compass and the highest range in the world.'],
  ['The Piano in the Snow', 2007, 'forest', 'night', 'piano', 'Music', 'Play it before it thaws', 'A concert grand falls from a lorry and becomes the heart of a village.'],
  ['Hollow Sun', 2025, 'orbit', 'ember', 'rocket', 'Science Fiction', 'Look away', 'A probe falls into a star and goes on reporting.'],
  ['A Map of Quiet', 2013, 'lake', 'dawn', 'figure', 'Drama', 'Listen for the edges', 'A sound recordist looks for the quietest place in Europe and finds company.'],
  ['Los Faroles', 1999, 'harbour', 'rose', undefined, 'Crime', 'Who turned them off?', 'On the night the street lamps fail, an honest man makes one dishonest call.'],
  ['The Wind’s Apprentice', 2002, 'clouds', 'ocean', 'balloon', 'Family', 'Learn to let go', 'A kite maker takes on a pupil who is afraid of heights.'],
  ['Ink', 2024, 'marble', 'night', undefined, 'Mystery', 'It never quite dries', 'A forger is asked to copy a letter that he wrote himself.'],
]

export const stories: readonly Story[] = rows.map(
  ([title, year, scene, palette, prop, genre, tagline, plot]) => ({ title, year, scene, palette, prop, genre, tagline, plot }),
)

/** Invented players, in the order in which they are cast. */
export const players = [
  'Ines Valcourt', 'Tomas Brede', 'Mara Quill', 'Joren Aske', 'Lia Fonteyn', 'Óscar Lindqvist',
  'Hana Mirov', 'Dez Okafor', 'Wren Castellane', 'Pavel Stroud', 'Noor Ellery', 'Gus Tamberlin',
] as const
