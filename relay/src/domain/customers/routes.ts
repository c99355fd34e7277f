import { Customer } from '@passerelle/shared-types/api/customers'
import { z } from 'zod'
import type { Api } from '../../platform/api.ts'
import type { Db } from '../../platform/db.ts'
import { serveNoun } from '../../platform/serve-noun.ts'
import { FlagQuery, IdQuery, InstantQuery } from '../../platform/wire.ts'
import { findCustomers, getCustomer, getCustomerByExternalId } from './get-customer.ts'
import { listCustomers } from './list-customers.ts'
import { toCustomerJson } from './to-customer-json.ts'

export const customerRoutes = ({ db }: { db: Db }): Api =>
  serveNoun(db, {
    tag: 'Customers',
    one: 'a customer',
    many: 'customers',
    schema: Customer,
    filters: {
      email: z.string().optional().meta({ description: 'Whatever its capitals' }),
      connection_id: IdQuery.optional(),
      updated_since: InstantQuery.optional(),
      deleted: FlagQuery.meta({ description: 'With the deleted ones' }),
    },
    list: (tx, organisationId, { after, limit, email, ...query }) =>
      listCustomers(tx, organisationId, {
        after,
        limit,
        email,
        connectionId: query.connection_id,
        updatedSince: query.updated_since,
        withDeleted: query.deleted,
      }),
    get: getCustomer,
    getExternal: getCustomerByExternalId,
    find: findCustomers,
    toItem: (row) => ({ id: row.id, version: row.version, body: toCustomerJson(row) }),
  })
