import { fillRequest } from '../image-url.ts'
import { initialsOf } from '../text.ts'
import type { PersonDto } from '../wire.ts'
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
            <span class="portrait">
              {person.PrimaryImageTag === undefined ? (
                <span aria-hidden="true">{initialsOf(person.Name)}</span>
              ) : (
                <Picture
                  image={{
                    itemId: person.Id,
                    type: 'Primary',
                    index: 0,
                    tag: person.PrimaryImageTag,
                    blurHash: person.ImageBlurHashes?.['Primary']?.[person.PrimaryImageTag],
                  }}
                  request={fillRequest(96, 96, devicePixelRatio)}
                  alt=""
                  lazy
                />
              )}
            </span>
            <span class="title">{person.Name}</span>
            <span class="sub">{person.Role ?? person.Type ?? ''}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
