import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { addConnection } from '@passerelle/relay/src/cli/add-connection.ts'
