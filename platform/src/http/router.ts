import Router from '@koa/router';

/**
 * A router for `createApp`. Its paths are case-sensitive, so that what guards a
 * path by its text and what routes it agree.
 */
export const createRouter = (): Router => new Router({ sensitive: true });
