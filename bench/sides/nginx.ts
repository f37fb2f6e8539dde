import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findProgram } from '../../test/support/programs.ts'
import { exists, pinned, Program, versionOf } from '../programs.ts'
import { freePort } from '../../test/support/free-port.ts'

export interface NginxOptions {
  /** A folder for its configuration, which it may also write to. */
  readonly folder: string
  readonly workers: number
  /** The only core that it runs on. */
  readonly core?: number
  /** A module to load, by the file's name: `ngx_http_image_filter_module`. */
  readonly module?: string
  /** Directives of the server block. */
  readonly server: readonly string[]
}

export interface Nginx extends AsyncDisposable {
  readonly pid: number
  readonly url: string
  /** As it says itself: `1.22.1`. */
  readonly version: string
}

export const nginxAdvice = 'nginx is not installed (`apt-get install nginx-light`)'
export const imageFilterAdvice =
  "nginx's image filter is not installed (`apt-get install nginx-light libnginx-mod-http-image-filter`)"

/** nginx with a configuration of its own, on 127.0.0.1; `undefined` where it is not installed. */
export async function startNginx(options: NginxOptions): Promise<Nginx | undefined> {
  const { folder, core, module } = options
  const nginx = findProgram('nginx')
  // Where Debian puts modules.
  const modulePath = module && `/usr/lib/nginx/modules/${module}.so`
  if (nginx === undefined || (modulePath && !(await exists(modulePath)))) return undefined
  const port = await freePort()
  const configuration = join(folder, 'nginx.conf')
  await writeFile(configuration, configure(options, modulePath, port))
  const command = pinned(core, [nginx, '-p', folder, '-c', configuration, '-e', 'stderr'])
  // It ends its workers when it is asked to end, not when it is killed.
  const program = new Program(command, { stdio: ['ignore', 'ignore', 'inherit'] }, 'SIGTERM')
  await program.listening(port)
  return {
    pid: program.pid,
    url: `http://127.0.0.1:${port}`,
    version: (await versionOf(nginx, '-v')) ?? '',
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  }
}

/** Keep-alive without end, sendfile, no log, open files remembered: nginx at its fastest. */
function configure(options: NginxOptions, modulePath: string | undefined, port: number): string {
  const { folder, workers, server } = options
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (what) => `${what}_temp_path ${join(folder, what)};`,
  )
  return `
${modulePath === undefined ? '' : `load_module ${modulePath};`}
${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off;
worker_processes ${workers};
pid ${join(folder, 'nginx.pid')};
error_log stderr crit;
events { worker_connections 512; }
http {
  ${temporary.join('\n  ')}
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 100000000;
  open_file_cache max=10000 inactive=1h;
  types { image/jpeg jpg; image/webp webp; }
  server {
    listen 127.0.0.1:${port};
    ${server.join('\n    ')}
  }
}
`
}
