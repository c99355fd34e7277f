import {
  ChangeOrganisationBody,
  Company,
  CompanyBody,
  CreatedKey,
  CreateKeyBody,
  Key,
  Organisation,
} from '@passerelle/shared-types/api/organisations'
import { listOf } from '@passerelle/shared-types/envelope'
import { z } from 'zod'
import { endpoint } from '../../platform/api.ts'
import { IdParams, pageQuery } from '../../platform/wire.ts'

const organisations = 'Organisation'
const companies = 'Companies'
const keys = 'Keys'

export const getOrganisation = endpoint({
  method: 'get',
  path: '/',
  tag: organisations,
  summary: 'Get the organisation that the key belongs to',
  answers: { 200: { description: 'The organisation', schema: Organisation } },
  isVersioned: true,
})

export const changeOrganisation = endpoint({
  method: 'patch',
  path: '/',
  tag: organisations,
  summary: 'Change its name or time zone',
  scope: 'admin',
  body: ChangeOrganisationBody,
  ifMatch: 'required',
  idempotency: 'accepted',
  isVersioned: true,
  answers: { 200: { description: 'The organisation as it now is', schema: Organisation } },
})

export const listCompanies = endpoint({
  method: 'get',
  path: '/',
  tag: companies,
  summary: 'List companies, oldest first',
  query: z.strictObject(pageQuery),
  answers: { 200: { description: 'A page', schema: listOf(Company) } },
  refusals: { 400: ['invalid_cursor'] },
})

export const getCompany = endpoint({
  method: 'get',
  path: '/{id}',
  tag: companies,
  summary: 'Get a company',
  params: IdParams,
  answers: { 200: { description: 'The company', schema: Company } },
  isVersioned: true,
})

export const createCompany = endpoint({
  method: 'post',
  path: '/',
  tag: companies,
  summary: 'Add a company',
  scope: 'admin',
  body: CompanyBody,
  idempotency: 'required',
  isVersioned: true,
  answers: { 201: { description: 'The company', schema: Company } },
})

export const renameCompany = endpoint({
  method: 'patch',
  path: '/{id}',
  tag: companies,
  summary: 'Rename a company',
  scope: 'admin',
  params: IdParams,
  body: CompanyBody,
  ifMatch: 'required',
  idempotency: 'accepted',
  isVersioned: true,
  answers: { 200: { description: 'The company as it now is', schema: Company } },
})

export const listKeys = endpoint({
  method: 'get',
  path: '/',
  tag: keys,
  summary: 'List keys, oldest first, without their secrets',
  scope: 'admin',
  query: z.strictObject(pageQuery),
  answers: { 200: { description: 'A page', schema: listOf(Key) } },
  refusals: { 400: ['invalid_cursor'] },
})

export const createKey = endpoint({
  method: 'post',
  path: '/',
  tag: keys,
  summary: 'Make a key',
  description:
    'The key itself is in the answer and nowhere else; a call repeated under its Idempotency-Key shows it again for 24 hours, for which it is kept sealed.',
  scope: 'admin',
  body: CreateKeyBody,
  idempotency: 'required',
  answers: { 201: { description: 'The key', schema: CreatedKey } },
  refusals: { 422: ['invalid_datetime'] },
})

export const revokeKey = endpoint({
  method: 'post',
  path: '/{id}/revoke',
  tag: keys,
  summary: 'End a key at once',
  scope: 'admin',
  params: IdParams,
  idempotency: 'accepted',
  answers: { 200: { description: 'The key as it now is', schema: Key } },
})
