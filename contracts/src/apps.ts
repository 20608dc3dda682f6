/**
 * Our Dapr app ids. Folder, image, chart and Tilt resource use the same name.
 */
export const APPS = [
  'marketplace',
  'vendors',
  'products',
  'inventory',
  'orders',
  'customers',
  'notifications',
] as const;
export type App = (typeof APPS)[number];
