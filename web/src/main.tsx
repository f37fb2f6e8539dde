import { render } from 'preact'
import { App } from './app.tsx'
import { startHistory } from './history.ts'
import { startSession } from './session.ts'
import { startTheme } from './theme.ts'
import './styles/base.css'
import './styles/header.css'
import './styles/grid.css'
import './styles/hero.css'
import './styles/item.css'
import './styles/inspector.css'

startTheme()
startHistory()
const root = document.querySelector('#app')
if (root !== null) void startSession().then(() => render(<App />, root))
