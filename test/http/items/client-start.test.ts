import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quarters } from '../../support/pictures.ts'
import { headersOf, openRoles } from '../../support/roles.ts'

test('a splash screen is said to be there while it is', async () => {
  await using open = await openRoles()
  const { server } = open
  const isThere = async () => {
    const { payload } = await server.inject('/Branding/Configuration')
    return (JSON.parse(payload) as { readonly SplashscreenEnabled: boolean }).SplashscreenEnabled
  }
  const headers = { ...headersOf('admin'), 'content-type': 'image/png' }
  const picture = (await quarters(30, 20).png().toBuffer()).toString('base64')
  const url = '/Branding/Splashscreen'
  assert.equal(await isThere(), false)
  await server.inject({ method: 'POST', url, headers, payload: picture })
  assert.equal(await isThere(), true)
  await server.inject({ method: 'DELETE', url, headers: headersOf('admin') })
  assert.equal(await isThere(), false)
})
