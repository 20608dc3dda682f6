import {
  BrowserRegistration,
  BrowserSignIn,
  SessionInfo,
} from '@souk/contracts/marketplace/sessions';
import type { Operation } from '../http/operation';

const tag = 'Browser sessions';

export const sessionOperations: Operation[] = [
  {
    method: 'post',
    path: '/api/session',
    tag,
    caller: 'anyone',
    summary: 'Sign a browser in',
    description:
      'As a vendor, or as an operator with `operatorKey`. The session is in a cookie scripts cannot read. Limited for each account and address.',
    body: {
      schema: BrowserSignIn,
      example: { email: 'ann@example.com', password: 'correct horse battery' },
    },
    answers: [{ status: 201, description: 'The session', schema: SessionInfo }],
    problems: [
      'wrong-credentials',
      'csrf-refused',
      'too-many-requests',
      'dependency-unavailable',
    ],
  },
  {
    method: 'post',
    path: '/api/session/registration',
    tag,
    caller: 'anyone',
    summary: 'Register a vendor and sign the browser in',
    body: {
      schema: BrowserRegistration,
      example: {
        name: 'Ann & Co',
        email: 'ann@example.com',
        password: 'correct horse battery',
      },
    },
    answers: [{ status: 201, description: 'The session', schema: SessionInfo }],
    problems: [
      'email-taken',
      'csrf-refused',
      'too-many-requests',
      'dependency-unavailable',
    ],
  },
  {
    method: 'get',
    path: '/api/session',
    tag,
    caller: 'session',
    summary: 'The session of this browser',
    answers: [{ status: 200, description: 'The session', schema: SessionInfo }],
  },
  {
    method: 'delete',
    path: '/api/session',
    tag,
    caller: 'session',
    summary: 'Sign this browser out',
    description: 'Every copy of the cookie is refused from now on.',
    answers: [{ status: 204, description: 'The session has ended' }],
  },
];
