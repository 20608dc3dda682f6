/**
 * Every Dapr app of ours; folder, image, chart and Tilt resource have its id.
 */
export const APPS = [
  'marketplace',
  'vendors',
  'products',
  'inventory',
] as const;
export type App = (typeof APPS)[number];
