import { DeadLetter, DeadLetterList, OperatorSession, OperatorSignIn } from '@souk/contracts/operations';
import { Jwks } from '@souk/platform/auth/keys';
import { z } from 'zod';
import { IdPath, type Operation } from './openapi-operation';

const operators: Operation[] = [
  {
    ...{ method: 'post', path: '/api/operators/sessions', tag: 'Operations', caller: 'anyone' },
    summary: 'Sign in as an operator',
    description: 'With the key made at the first start. Limited for each address.',
    body: { schema: OperatorSignIn, example: { key: 'the operator key' } },
    answers: [{ status: 201, description: 'A token of some minutes', schema: OperatorSession }],
    problems: ['wrong-credentials', 'too-many-requests', 'dependency-unavailable'],
  },
  {
    ...{ method: 'get', path: '/api/operations/dead-letters', tag: 'Operations', caller: 'operator' },
    summary: 'Events no handler could take',
    answers: [{ status: 200, description: 'The dead letters, the newest first', schema: DeadLetterList }],
  },
  {
    ...{ method: 'post', path: '/api/operations/dead-letters/{id}/replay', tag: 'Operations', caller: 'operator' },
    summary: 'Handle such an event again',
    params: IdPath,
    answers: [{ status: 200, description: 'It was handled', schema: DeadLetter }],
    problems: ['dead-letter-not-found', 'replay-failed'],
  },
];

const documents: Operation[] = [
  {
    ...{ method: 'get', path: '/.well-known/jwks.json', tag: 'Documents', caller: 'anyone' },
    summary: 'The public keys our tokens are verified with',
    answers: [{ status: 200, description: 'A JSON Web Key Set', schema: Jwks }],
    problems: ['dependency-unavailable'],
  },
  {
    ...{ method: 'get', path: '/api/openapi.json', tag: 'Documents', caller: 'anyone' },
    summary: 'This description',
    answers: [{ status: 200, description: 'An OpenAPI 3.1 document', schema: z.looseObject({ openapi: z.string() }) }],
  },
  {
    ...{ method: 'get', path: '/api/docs', tag: 'Documents', caller: 'anyone' },
    summary: 'This description to be read',
    answers: [{ status: 200, description: 'A page', schema: z.string(), type: 'text/html' }],
  },
];

export const operationOperations: Operation[] = [...operators, ...documents];
