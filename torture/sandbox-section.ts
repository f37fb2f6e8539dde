/** Written by hand, into docs/project/reliability.md: what no trial can say of other systems. */
export const sandboxSection = `## The sandbox

[Security](../security.md#sandbox) says what image and video decoders may do on which system. \`test/sandbox\` tries to read, write, connect and start programs from inside.
`
