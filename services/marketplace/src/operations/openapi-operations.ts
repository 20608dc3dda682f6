import { DeadLetter, DeadLetterList } from '@souk/contracts/dead-letters';
import {
  OperatorSession,
  OperatorSignIn,
} from '@souk/contracts/marketplace/operators';
import { StockLevel } from '@souk/contracts/inventory/views';
import { IdempotencyKey } from '@souk/contracts/fields';
import {
  LedgerPage,
  LedgerQuery,
  RepairStock,
  StockAudit,
} from '@souk/contracts/inventory/ledger';
import { Id } from '@souk/contracts/fields';
import { Jwks } from '@souk/platform/auth/keys';
import { z } from 'zod';
import { IdPath, type Operation } from '../http/operation';

const operators: Operation[] = [
  {
    method: 'post',
    path: '/api/operators/sessions',
    tag: 'Operations',
    caller: 'anyone',
    summary: 'Sign in as an operator',
    description:
      'With the key made at the first start. Limited for each address.',
    body: { schema: OperatorSignIn, example: { key: 'the operator key' } },
    answers: [
      {
        status: 201,
        description: 'A token of some minutes',
        schema: OperatorSession,
      },
    ],
    problems: [
      'wrong-credentials',
      'too-many-requests',
      'dependency-unavailable',
    ],
  },
  {
    method: 'get',
    path: '/api/operations/dead-letters',
    tag: 'Operations',
    caller: 'operator',
    summary: 'Events no handler could take',
    answers: [
      {
        status: 200,
        description: 'The dead letters, the newest first',
        schema: DeadLetterList,
      },
    ],
  },
  {
    method: 'post',
    path: '/api/operations/dead-letters/{id}/replay',
    tag: 'Operations',
    caller: 'operator',
    summary: 'Handle such an event again',
    params: IdPath,
    answers: [
      { status: 200, description: 'It was handled', schema: DeadLetter },
    ],
    problems: ['dead-letter-not-found', 'replay-failed'],
  },
];

const StockPath = z.object({ productId: Id });

const books: Operation[] = [
  {
    method: 'get',
    path: '/api/operations/stock/{productId}/ledger',
    tag: 'Operations',
    caller: 'operator',
    summary: 'Everything that happened to the stock of a product',
    params: StockPath,
    query: LedgerQuery,
    answers: [
      {
        status: 200,
        description: 'One entry for each turn, by version',
        schema: LedgerPage,
      },
    ],
    problems: ['stock-not-open', 'dependency-unavailable'],
  },
  {
    method: 'post',
    path: '/api/operations/stock/{productId}/audit',
    tag: 'Operations',
    caller: 'operator',
    summary: 'Add the books of a product up again',
    description:
      'From the ledger alone, compared with the stock as it stands. Changes nothing.',
    params: StockPath,
    answers: [
      { status: 200, description: 'What was found', schema: StockAudit },
    ],
    problems: ['stock-not-open', 'dependency-unavailable'],
  },
  {
    method: 'post',
    path: '/api/operations/stock/{productId}/repairs',
    tag: 'Operations',
    caller: 'operator',
    summary: 'State a count against the books',
    description:
      'A new entry in the ledger, with its reason and whoever made it; nothing written before is changed.',
    params: StockPath,
    headers: z.object({ 'idempotency-key': IdempotencyKey.optional() }),
    body: {
      schema: RepairStock,
      example: {
        warehouseId: 'main-ann',
        onHand: 3,
        reason: 'two broke in transit',
      },
    },
    answers: [
      { status: 200, description: 'The level afterwards', schema: StockLevel },
    ],
    problems: [
      'stock-not-open',
      'warehouse-not-found',
      'below-reserved',
      'idempotency-key-reused',
      'dependency-unavailable',
    ],
  },
];

const documents: Operation[] = [
  {
    method: 'get',
    path: '/.well-known/jwks.json',
    tag: 'Documents',
    caller: 'anyone',
    summary: 'The public keys our tokens are verified with',
    answers: [{ status: 200, description: 'A JSON Web Key Set', schema: Jwks }],
    problems: ['dependency-unavailable'],
  },
  {
    method: 'get',
    path: '/api/openapi.json',
    tag: 'Documents',
    caller: 'anyone',
    summary: 'This description',
    answers: [
      {
        status: 200,
        description: 'An OpenAPI 3.1 document',
        schema: z.looseObject({ openapi: z.string() }),
      },
    ],
  },
  {
    method: 'get',
    path: '/api/docs',
    tag: 'Documents',
    caller: 'anyone',
    summary: 'This description to be read',
    answers: [
      {
        status: 200,
        description: 'A page',
        schema: z.string(),
        type: 'text/html',
      },
    ],
  },
];

export const operationOperations: Operation[] = [
  ...operators,
  ...books,
  ...documents,
];
