import { holdFolder } from '../../src/data-folder/hold.ts'

/** Holds the folder that it is given until it is killed. */
const { kind } = await holdFolder(process.argv[2]!, 'hold')
process.stdout.write(kind)
setInterval(() => {}, 1000)
