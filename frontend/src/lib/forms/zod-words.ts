import { z } from 'zod';

/**
 * What people are told beside a field, instead of zod's words ("Too small:
 * expected string to have >=8 characters"). Messages of a schema are kept.
 */
z.config({
  customError: (issue) => {
    if (issue.input === '') return 'is needed';
    if (issue.code === 'too_small' && issue.origin === 'string')
      return `must have at least ${issue.minimum} characters`;
    if (issue.code === 'too_big' && issue.origin === 'string')
      return `must have at most ${issue.maximum} characters`;
    if (issue.code === 'invalid_format' && issue.format === 'email')
      return 'must be an address like ann@example.com';
    return undefined;
  },
});
