/** Written by hand, into docs/project/reliability.md: what no trial can say of other systems. */
export const sandboxSection = `## The sandbox

Decoders are native code that works on foreign files. What holds them where one is broken, by the setting \`sandbox\` (\`auto\` unless set); the log says at the start which it is. \`test/sandbox\` tries to read, write, connect and start programs from inside.

| What | Renderer process | ffmpeg, ffprobe |
| --- | --- | --- |
| Every system | An environment of a dozen variables, no home and no token. JavaScript under Node's permissions: reads Keyart itself, the library folders, derivatives, uploads and what was taken out of media; writes nothing, starts nothing, from Node 25 on connects to nothing. **These permissions do not bind native code.** | The same environment. One open file, as the one container that Keyart saw in it; no playlist, no protocol but that file |
| Linux with \`bubblewrap\` | Native code, too: no network, no other process, of the files only the system's programs, libraries and fonts, and the above; nothing but a cache of its own can be written | No network, no other process, no file but the system's and the one that is open |
| Containers | As every system: most let no \`bwrap\` work. [Compose](../../deploy/compose.yaml) takes away all capabilities and mounts media read-only | The same |
| \`deploy/keyart.service\` | As every system: the unit allows no namespaces. systemd itself closes devices, kernel and other processes, and makes all but the data folder read-only, for the server as well | The same |
| macOS, Windows | As every system | As every system |

\`sandbox: required\` starts no server where \`bubblewrap\` cannot work. An ffmpeg that needs files from elsewhere runs without it, and the log says so.
`
