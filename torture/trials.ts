/** Every trial of `npm run torture`, a line each; they run in the order of these names. */
export { trial as bombs } from './trials/bombs.ts'
export { trial as connections } from './trials/connections.ts'
export { trial as faults } from './trials/faults.ts'
export { trial as kills } from './trials/kills.ts'
export { trial as mutations } from './trials/mutations.ts'
export { trial as overload } from './trials/overload.ts'
export { trial as restart } from './trials/restart.ts'
export { trial as slowClients } from './trials/slow-clients.ts'
