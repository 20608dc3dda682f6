import { randomBytes } from 'node:crypto';
import type { SignInHeaders } from '@souk/contracts/accounts/views';
import type { z } from 'zod';
import { clientOf } from '../http/client-address';
import { type Context, deviceCookieOf } from '../http/browser';

type OriginHeaders = Omit<z.input<typeof SignInHeaders>, 'idempotency-key'>;

const BROWSERS: readonly [RegExp, string][] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/\b(?:iPhone|iPad)\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

const named = (agent: string, table: readonly [RegExp, string][]) =>
  table.find(([pattern]) => pattern.test(agent))?.[1];

/**
 * What an owner recognises a device by, e.g. "Firefox on Linux". Only names of
 * ours: what a client writes about itself gets into no mail.
 */
export function deviceName(agent: string): string {
  const browser = named(agent, BROWSERS);
  const system = named(agent, SYSTEMS);
  if (browser === undefined && system === undefined) return 'an app';
  return `${browser ?? 'A browser'} on ${system ?? 'an unknown system'}`;
}

/** Where a sign-in comes from. */
export const originOfSignIn = (ctx: Context): OriginHeaders => ({
  'client-address': clientOf(ctx.ip),
  'device-name': deviceName(ctx.get('user-agent')),
});

/** The same of a browser, with what it is known by from then on. */
export const originOfBrowser = (ctx: Context) => ({
  ...originOfSignIn(ctx),
  'device-id': deviceCookieOf(ctx) ?? randomBytes(16).toString('base64url'),
});
