import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { isPublicAddress } from '../../src/fetch/addresses.ts'

const open = `
  1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.1
  169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.0.3.0 192.167.255.255
  192.169.0.0 198.17.255.255 198.20.0.0 203.0.112.255 203.0.114.0 223.255.255.255
  2606:4700:4700::1111 2001:4860:4860::8888 2a00:1450:4001:80b::200e 2001:200:: 2400::1 3ffe::1
  3fff:1000:: ::ffff:8.8.8.8 ::ffff:808:808 64:ff9b::8.8.8.8 2002:808:808::1 ::8.8.8.8
  2001:0:808:808::f7f7:f7f7 2606:4700::5efe:808:808 2606:4700::200:5efe:8.8.8.8
`
const closed = `
  0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.0 100.64.0.1 100.127.255.255 127.0.0.1
  127.255.255.254 169.254.0.0 169.254.169.254 169.254.255.255 172.16.0.1 172.31.255.255 192.0.0.1
  192.0.0.170 192.0.2.1 192.88.99.1 192.168.0.1 192.168.255.255 198.18.0.1 198.19.255.255
  198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
  :: ::1 0:0:0:0:0:0:0:1 fe80::1 fe80::1%eth0 febf::1 fec0::1 fc00::1 fd12:3456::1 ff02::1 ff0e::1
  100::1 2001:db8::1 2001:2::1 2001:10::1 2001:20::1 3fff::1 3fff:fff:: 4000::1 5f00::1
  8000::1 64:ff9b:1::1 64:ff9b:1::8.8.8.8
  ::ffff:127.0.0.1 ::ffff:7f00:1 0:0:0:0:0:ffff:10.0.0.1 ::ffff:169.254.169.254 ::FFFF:192.168.1.1
  ::ffff:0:127.0.0.1 ::127.0.0.1 ::10.0.0.1 ::a00:1
  64:ff9b::10.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe
  2002:7f00:1:: 2002:a00:1::1 2002:c0a8:101:: 2002:a9fe:a9fe::
  2001:0:a00:1::f7f7:f7f7 2001:0:808:808::80ff:fffe 2001::1
  2606:4700::5efe:a00:1 2606:4700::200:5efe:192.168.0.1 fe80::5efe:8.8.8.8 2606:4700::5efe:127.0.0.1
  localhost example.org 127.1 0x7f.1 2130706433 0177.0.0.1 1.2.3 1.2.3.4.5 256.1.1.1 [::1] :::
`
const words = (text: string) => text.trim().split(/\s+/)

suite('addresses', () => {
  test('of the public internet', () => {
    for (const address of words(open)) assert.equal(isPublicAddress(address), true, address)
  })

  test('CVE-2023-30019, CVE-2025-24354, CVE-2021-29490: of other networks, or none', () => {
    for (const address of ['', ...words(closed)])
      assert.equal(isPublicAddress(address), false, address)
  })

  test('CVE-2025-24354: an IPv4 address is what it is in every form that holds it', () => {
    const byte = fc.nat(255)
    fc.assert(
      fc.property(fc.tuple(byte, byte, byte, byte), (bytes) => {
        const [a, b, c, d] = bytes
        const v4 = bytes.join('.')
        const expected = isPublicAddress(v4)
        const [high, low] = [a * 256 + b, c * 256 + d].map((group) => group.toString(16))
        for (const form of [
          `::ffff:${v4}`,
          `::ffff:${high}:${low}`,
          `0:0:0:0:0:ffff:${high}:${low}`,
          `64:ff9b::${v4}`,
          `2002:${high}:${low}::1`,
          `2606:4700::5efe:${v4}`,
        ])
          assert.equal(isPublicAddress(form), expected, form)
      }),
    )
  })
})
