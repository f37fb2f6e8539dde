import { useState } from 'preact/hooks'
import { signIn } from '../session.ts'

/** Asks for name and password; then the page begins anew. */
export function SignInPage() {
  const [fault, setFault] = useState<string>()
  const [busy, setBusy] = useState(false)
  const onSubmit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const text = (name: string) => {
      const value = form.get(name)
      return typeof value === 'string' ? value : ''
    }
    setBusy(true)
    const outcome = await signIn(text('name'), text('password'))
    if (outcome.kind === 'done') return
    setBusy(false)
    setFault(outcome.reason)
  }
  return (
    <section class="notice">
      <h2>Sign in</h2>
      <form class="sign-in" onSubmit={(event) => void onSubmit(event)}>
        <label>
          Name
          <input name="name" required autocomplete="username" autocapitalize="none" />
        </label>
        <label>
          Password
          <input name="password" type="password" autocomplete="current-password" />
        </label>
        <p role="alert" class="fault">
          {fault}
        </p>
        <button class="button" disabled={busy}>
          Sign in
        </button>
      </form>
    </section>
  )
}
