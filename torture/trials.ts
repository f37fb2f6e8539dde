/** Every trial of `npm run torture`, a line each; they run in the order of these names. */
export { trial as kills } from './trials/kills.ts'
