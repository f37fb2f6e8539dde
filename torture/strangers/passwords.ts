import { none, tried } from '../trial.ts'
import { type Attack, atRate, stranger } from './attack.ts'

/** The user whose password strangers guess; the trial makes them. */
export const guessed = { name: 'José', password: 'right, and long enough' }

const spellings = [
  'José',
  'jose\u0301',
  'JOSÉ',
  'JOSE\u0301',
  ' José',
  'José ',
  'josé',
  'Jose\u0301 ',
] as const

async function signIn(
  target: Parameters<Attack['run']>[0],
  name: string,
  password: string,
  from: Readonly<Record<string, string>>,
): Promise<number> {
  const { status } = await target.keyart.client.ask('/Users/AuthenticateByName', {
    method: 'POST',
    headers: {
      ...from,
      'content-type': 'application/json',
      authorization:
        'MediaBrowser Client="Torture", Device="Torture", DeviceId="of-José-alone", Version="1"',
    },
    body: JSON.stringify({ Username: name, Pw: password }),
  })
  return status
}

/** Wrong passwords from strangers' addresses; the user signs in from their own all the while. */
export const passwords: Attack = {
  name: 'passwords',
  what: 'strangers who guess a user’s password, in eight spellings of the name, while the user signs in at home',
  async run(target, ends) {
    const home = stranger(9_000)
    const first = await signIn(target, guessed.name, guessed.password, home)
    let guessedRight = 0
    let tries = 0
    const guesses = atRate(10, ends, async (number) => {
      const name = spellings[number % spellings.length]!
      const status = await signIn(target, name, `wrong ${number}`, stranger(3000 + (number % 5)))
      tries++
      if (status === 200) guessedRight++
    })
    let lockedOut = 0
    let signedIn = 0
    const comeHome = async () => {
      const status = await signIn(target, guessed.name, guessed.password, home)
      if (status === 200) signedIn++
      else if (status !== 503) lockedOut++
    }
    await atRate(1, ends, comeHome)
    await guesses
    // Also right after the last guess.
    await comeHome()
    return [
      tried('Passwords guessed', tries),
      none('Guessed correctly', guessedRight),
      tried('Sign-ins at home meanwhile', signedIn),
      none('Lockouts at home', lockedOut + (first === 200 ? 0 : 1)),
    ]
  },
}
