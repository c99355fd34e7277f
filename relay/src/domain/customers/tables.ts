import { boolean, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { instant, jsonText } from '../../platform/columns.ts'

/** A mirror of the source's customer. */
export const customers = pgTable(
  'customers',
  {
    organisationId: uuid('organisation_id').notNull(),
    id: uuid().notNull(),
    version: integer().notNull(),
    connectionId: uuid('connection_id').notNull(),
    externalId: text('external_id').notNull(),
    email: text(),
    /** The address in lower case, to be found by. */
    emailKey: text('email_key'),
    firstName: text('first_name'),
    lastName: text('last_name'),
    username: text(),
    role: text(),
    phone: text(),
    /** Exact JSON as the API shows it; SQL null stands for JSON null. */
    billing: jsonText(),
    shipping: jsonText(),
    isPaying: boolean('is_paying'),
    registeredAt: instant('registered_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    deletedAt: instant('deleted_at'),
  },
  (t) => [
    primaryKey({ columns: [t.organisationId, t.id] }),
    uniqueIndex('customers_external').on(t.organisationId, t.connectionId, t.externalId),
    index('customers_email').on(t.organisationId, t.emailKey),
    index('customers_updated').on(t.organisationId, t.updatedAt),
  ],
)
