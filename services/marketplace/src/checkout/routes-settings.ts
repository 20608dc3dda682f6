import * as orders from '@souk/contracts/orders/calls';
import {
  SetShippingMethods,
  ShippingMethods,
  ShippingQuery,
} from '@souk/contracts/orders/shipping';
import { PlaceRates, SetRates, TaxTable } from '@souk/contracts/orders/taxes';
import type { Ask } from '@souk/platform/dapr/ask';
import { IdPath } from '../http/operation';
import { publicRoutes } from '../http/public-routes';

const OWN = '/api/vendors/me/shipping-methods';
const TAXES = '/api/operations/taxes';

/** What vendors and operators decide about delivery and tax. */
export const settingsRoutes = publicRoutes<{ ask: Ask }>();

settingsRoutes.serve(
  {
    method: 'get',
    path: OWN,
    tag: 'Vendors',
    caller: 'vendor',
    scope: 'shipping',
    summary: 'List own shipping methods',
    description: 'Without one you ship nowhere.',
    answers: [
      { status: 200, description: 'The methods', schema: ShippingMethods },
    ],
  },
  ({ ask }, { principal }) => {
    const params = { vendorId: principal.id };
    return ask(orders.readShippingMethods, { params, query: {} });
  },
);

settingsRoutes.serve(
  {
    method: 'put',
    path: OWN,
    tag: 'Vendors',
    caller: 'vendor',
    scope: 'shipping',
    summary: 'Replace own shipping methods',
    description:
      '`version` is the one that was read. A delivery costs a flat amount, by the number of items, or by weight, and nothing from `freeFromMinor` on; it serves carts of its currency. Pick-up and digital goods cost nothing.',
    body: {
      schema: SetShippingMethods,
      example: {
        version: 0,
        methods: [
          {
            id: 'parcel',
            name: 'Parcel',
            kind: 'delivery',
            countries: ['DE', 'AT'],
            currency: 'EUR',
            price: { by: 'flat', amountMinor: 490 },
            freeFromMinor: 5000,
            days: { from: 2, to: 4 },
          },
        ],
      },
    },
    answers: [
      { status: 200, description: 'The methods', schema: ShippingMethods },
    ],
    problems: ['stale-settings'],
  },
  ({ ask }, { principal, body }) =>
    ask(orders.setShippingMethods, { body, as: principal }),
);

settingsRoutes.serve(
  {
    method: 'get',
    path: '/api/vendors/{id}/shipping-methods',
    tag: 'Vendors',
    caller: 'anyone',
    summary: 'How a vendor delivers',
    description: 'Those that reach `country`; empty: it does not ship there.',
    params: IdPath,
    query: ShippingQuery,
    answers: [
      { status: 200, description: 'The methods', schema: ShippingMethods },
    ],
    cacheControl: 'no-cache',
    problems: ['dependency-unavailable'],
  },
  ({ ask }, { params, query }) =>
    ask(orders.readShippingMethods, { params: { vendorId: params.id }, query }),
);

settingsRoutes.serve(
  {
    method: 'get',
    path: TAXES,
    tag: 'Operations',
    caller: 'operator',
    scope: 'operations:read',
    summary: 'The rates of tax by country',
    description:
      'A place with version 0 has the rates that came with this version of Souk.',
    answers: [{ status: 200, description: 'The table', schema: TaxTable }],
  },
  ({ ask }) => ask(orders.readTaxes),
);

settingsRoutes.serve(
  {
    method: 'put',
    path: TAXES,
    tag: 'Operations',
    caller: 'operator',
    scope: 'operations:write',
    summary: 'Replace the rates of one country or region',
    description:
      '`version` is the one that was read. A rate holds from its day on, until the next of its class.',
    body: {
      schema: SetRates,
      example: {
        place: 'DE',
        version: 0,
        rates: [{ taxClass: 'standard', percent: 19, from: '2021-01-01' }],
      },
    },
    answers: [
      { status: 200, description: 'The rates now', schema: PlaceRates },
    ],
    problems: ['stale-settings'],
  },
  ({ ask }, { principal, body }) =>
    ask(orders.setTaxRates, { body, as: principal }),
);
