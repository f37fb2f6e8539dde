import { Type } from 'typebox'
import { defaultJellyfinVersion } from '../../jellyfin-version.ts'

/** Who is served, and what is told of it. */
export const serverSettings = {
  host: Type.String({
    minLength: 1,
    default: '127.0.0.1',
    description:
      'Address to listen on. `0.0.0.0` or `::` accepts connections from other machines; until a user has a password, these only get the page that creates the first admin (see `access.withoutAccounts`).',
  }),
  port: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 8097,
    description: 'Port to listen on. 0 picks a free port and prints it.',
  }),
  data: Type.String({
    minLength: 1,
    default: 'keyart-data',
    description:
      'Folder for everything that Keyart stores: catalog, uploads and derivatives. Created if it does not exist.',
  }),
  serverName: Type.String({
    minLength: 1,
    maxLength: 100,
    default: 'Keyart',
    description: 'Server name that clients show.',
  }),
  jellyfinVersion: Type.String({
    pattern: '^[0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3}$',
    expects: 'a version such as 10.11.11',
    default: defaultJellyfinVersion,
    description:
      'Jellyfin version that the server reports to clients. Some refuse versions that they do not know.',
  }),
  logLevel: Type.Enum(['silent', 'error', 'warn', 'info', 'debug'], {
    default: 'info',
    description: 'What to log on standard output.',
  }),
  logFormat: Type.Enum(['auto', 'text', 'json'], {
    default: 'auto',
    description:
      'Write the log as lines to read (`text`), or as JSON lines for programs (`json`). `auto` writes text to a terminal and to the systemd journal, and JSON elsewhere.',
  }),
  logSlowMilliseconds: Type.Integer({
    minimum: 0,
    maximum: 3_600_000,
    default: 1000,
    description: 'Log requests that take longer than this, in milliseconds. 0 disables this.',
  }),
  watchdogSeconds: Type.Integer({
    minimum: 0,
    maximum: 3_600,
    default: 5,
    description:
      'If the server hangs for longer than this many seconds, log and metrics say where. 0 disables this.',
  }),
  http: Type.Object({
    basePath: Type.String({
      pattern: '^(?:/[A-Za-z0-9._~-]{1,50}){0,5}/?$',
      expects: 'a path such as /art',
      default: '',
      description:
        'Path below which a reverse proxy serves Keyart and which it passes on, such as `/art`. Not needed for a proxy that removes it. Requests without it are answered, too.',
    }),
    trustedProxies: Type.Array(Type.String(), {
      default: [],
      description:
        'Reverse proxies in front of Keyart, as addresses or networks separated by commas (`127.0.0.1`, `10.0.0.0/8`). Keyart takes the client’s address from `X-Forwarded-For` only if the request comes from one of these. If unset, all clients of a proxy count as one.',
    }),
    maxConnections: Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 10_000,
      description:
        'Maximum number of open connections. Further ones are closed immediately. 0 leaves the limit to the operating system.',
    }),
    maxConnectionsPerAddress: Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 500,
      description:
        'Maximum number of open connections per address (IPv6: per /64). Further ones get a 429. Addresses in `http.trustedProxies` are exempt. 0 means no limit.',
    }),
    maxStreamsPerAddress: Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 50,
      description:
        'Maximum number of open WebSockets and event streams per client address (IPv6: per /64). Further ones get a 429. 0 means no limit.',
    }),
  }),
  access: Type.Object({
    images: Type.Enum(['open', 'signed-in'], {
      default: 'open',
      description:
        'Who may load images: everyone who has the URL (`open`), as clients expect, or only requests with a token (`signed-in`; takes effect once a user has a password).',
    }),
    withoutPassword: Type.Enum(['local', 'open'], {
      default: 'local',
      description:
        'Where users without a password may sign in from: this machine and its local network (`local`), or anywhere (`open`).',
    }),
    tokenDays: Type.Integer({
      minimum: 0,
      maximum: 3650,
      default: 0,
      description:
        'Sign users out after this many days without use. 0 means never. API keys do not expire.',
    }),
    withoutAccounts: Type.Enum(['local', 'open'], {
      default: 'local',
      description:
        'Who may use the server while no user has a password: programs on this machine (`local`; everyone else gets the page that creates the first admin), or everyone who can reach it (`open`).',
    }),
    hostNames: Type.Array(Type.String(), {
      default: [],
      description:
        'Host names that the server accepts while no user has a password, separated by commas (`nas.local`). IP addresses and `localhost` always work; requests for any other name get a 421.',
    }),
    origins: Type.Array(Type.String(), {
      default: [],
      description:
        'Origins of other websites that may use the server while no user has a password, separated by commas (`http://dashboard.local:3000`). Once a user has a password, all origins may.',
    }),
  }),
  metrics: Type.Object({
    access: Type.Enum(['key', 'local', 'open', 'admin', 'off'], {
      default: 'key',
      description:
        'Who may read `/metrics`: admins and API keys, read-only ones too, and programs on this machine while there is no account (`key`); programs on this machine that connect without a proxy (`local`); everyone (`open`); admins and unrestricted API keys (`admin`); or nobody (`off`).',
    }),
  }),
}
