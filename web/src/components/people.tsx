import { personImage } from '../../../client/index.ts'
import { fillRequest } from '../image-request.ts'
import { initialsOf } from '../text.ts'
import type { PersonDto } from '../wire.ts'
import { Caption } from './caption.tsx'
import { Picture } from './picture.tsx'

/** Cast and crew with their portraits. */
export function People({ people }: { readonly people: readonly PersonDto[] }) {
  if (people.length === 0) return null
  return (
    <section class="block" aria-labelledby="people-title">
      <h2 id="people-title">People</h2>
      <ul class="people">
        {people.map((person, index) => (
          <li key={`${person.Id}/${index}`}>
            <Portrait person={person} />
            <Caption title={person.Name} sub={roleOf(person)} />
          </li>
        ))}
      </ul>
    </section>
  )
}

const roleOf = ({ Role, Type }: PersonDto) => Role ?? Type ?? ''

function Portrait({ person }: { readonly person: PersonDto }) {
  const image = personImage(person)
  return (
    <span class="portrait">
      {image === undefined ? (
        <span aria-hidden="true">{initialsOf(person.Name)}</span>
      ) : (
        <Picture image={image} request={fillRequest(96, 96, devicePixelRatio)} alt="" lazy />
      )}
    </span>
  )
}
