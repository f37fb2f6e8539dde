import { formatNames, type ImageRequest, sizeNames } from '../../../client/index.ts'

interface SizeControlsProps {
  readonly request: ImageRequest
  readonly onChange: (request: ImageRequest) => void
}

const presets: readonly { readonly name: string; readonly request: ImageRequest }[] = [
  { name: 'Original', request: {} },
  { name: 'Card', request: { fillWidth: 400, fillHeight: 600, quality: 90 } },
  { name: '720 high', request: { maxHeight: 720, quality: 90 } },
  { name: '1920 wide', request: { maxWidth: 1920, quality: 90 } },
  { name: 'Thumbnail', request: { width: 160, quality: 80, format: 'webp' } },
]

/** Everything that a URL can ask for. An empty field asks for nothing. */
export function SizeControls({ request, onChange }: SizeControlsProps) {
  const set = (name: keyof ImageRequest, value: string) => {
    const { [name]: _, ...rest } = request
    if (value === '') return onChange(rest)
    if (name !== 'format') return onChange({ ...rest, [name]: Number(value) })
    const format = formatNames.find((candidate) => candidate === value)
    onChange(format === undefined ? rest : { ...rest, format })
  }
  const number = (name: Exclude<keyof ImageRequest, 'format'>, max: number, hint: string) => (
    <label key={name}>
      <span>{name}</span>
      <input
        type="number"
        name={name}
        min={1}
        max={max}
        inputMode="numeric"
        placeholder={hint}
        value={request[name] ?? ''}
        onInput={(event) => set(name, event.currentTarget.value)}
      />
    </label>
  )
  return (
    <div class="controls">
      <div class="presets" role="group" aria-label="Usual sizes">
        {presets.map((preset) => (
          <button
            key={preset.name}
            type="button"
            class="chip"
            aria-pressed={JSON.stringify(preset.request) === JSON.stringify(request)}
            onClick={() => onChange(preset.request)}
          >
            {preset.name}
          </button>
        ))}
      </div>
      <fieldset>
        <legend>Size, quality and format</legend>
        {sizeNames.map((name) => number(name, 20000, '–'))}
        {number('quality', 100, '90')}
        <label>
          <span>format</span>
          <select
            name="format"
            value={request.format ?? ''}
            onChange={(event) => set('format', event.currentTarget.value)}
          >
            <option value="">automatic</option>
            {formatNames.map((format) => (
              <option key={format} value={format}>
                {format}
              </option>
            ))}
          </select>
        </label>
      </fieldset>
    </div>
  )
}
