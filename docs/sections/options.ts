import { settingDeclarations } from '../../src/config/schema.ts'
import { libraryKinds } from '../../src/library/library.ts'
import { shownDefault, type ValueSchema } from '../../src/schema-text.ts'
import { code, codes, table } from './table.ts'

/** Every option with its three spellings. */
export function optionsTable(): string {
  const settings = settingDeclarations.map(({ flag, variable, key, schema }) => {
    const { description = '', ...value } = schema as ValueSchema
    return [
      code(`--${flag}`),
      code(variable),
      code(key),
      defaultCell(value),
      meaning(description, value),
    ]
  })
  return table(
    ['Option', 'Environment', 'In `keyart.json`', 'Default', 'Meaning'],
    [
      [
        code('--library KIND[:NAME]=FOLDER'),
        code('KEYART_LIBRARY'),
        code('libraries'),
        'the demo library',
        `A library of kind ${codes(libraryKinds)}. Repeat the option for more; in the environment, separate them with \`;\`.`,
      ],
      [
        code('--config FILE'),
        code('KEYART_CONFIG'),
        '',
        code('keyart.json'),
        'Configuration file. The default file is optional.',
      ],
      ...settings,
    ],
  )
}

function meaning(description: string, { enum: values }: ValueSchema): string {
  return values === undefined ? description : `${description} One of ${codes(values.map(String))}.`
}

function defaultCell(schema: ValueSchema): string {
  const text = shownDefault(schema)
  return text === 'none' ? text : code(text)
}
