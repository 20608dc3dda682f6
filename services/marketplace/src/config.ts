import { ServiceConfig, StreamsConfig } from '@souk/platform/config/config';
import { z } from 'zod';

const PerMinute = z.coerce.number().int().min(1);

export const MarketplaceConfig = ServiceConfig.extend(
  StreamsConfig.shape,
).extend({
  /** A second port for the outside: it serves only `/api` and pages. */
  PUBLIC_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  /**
   * The folder of the catalogue view. It may be emptied at any time: the view
   * is then rebuilt.
   */
  DATA_DIR: z.string().min(1),
  /** The folder of the built pages; without it there are none. */
  WEB_DIR: z.string().min(1).optional(),
  /** Jaeger's query API; without it operators cannot read traces. */
  JAEGER_QUERY_URL: z.url({ protocol: /^https?$/ }).optional(),
  /**
   * `true` behind a proxy of ours: the client is then the last entry of
   * X-Forwarded-For, which anyone else could write.
   */
  TRUST_PROXY: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true'),
  /**
   * Two cores cannot finish more than that within the timeout of a hop; the
   * rest is refused at once.
   */
  MAX_IN_FLIGHT: z.coerce.number().int().min(1).default(200),
  /** The most of these that one client address may have under way. */
  MAX_IN_FLIGHT_PER_ADDRESS: z.coerce.number().int().min(1).default(50),
  SIGN_INS_PER_ACCOUNT: PerMinute.default(20),
  SIGN_INS_PER_IP: PerMinute.default(120),
  REGISTRATIONS_PER_IP: PerMinute.default(120),
  /** A write counts once, and once more for each 4 KiB of its body. */
  WRITES_PER_VENDOR: PerMinute.default(6_000),
});
export type MarketplaceConfig = z.infer<typeof MarketplaceConfig>;
