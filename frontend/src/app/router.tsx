import type { ComponentType } from 'react';
import { createBrowserRouter, Navigate, type RouteObject } from 'react-router';
import type { UserRole } from '../features/session/entrances';
import { NotFound, PageError } from './page-error';
import { Root } from './root';
import { ShopLayout } from './shop-layout';

/** Each page is loaded on its first visit; a shopper never loads a console. */
const shop: RouteObject = {
  element: <ShopLayout />,
  errorElement: <PageError />,
  children: [
    { index: true, lazy: () => import('../features/catalogue/home-page') },
    {
      path: 'products',
      lazy: () => import('../features/catalogue/listing-page'),
    },
    {
      path: 'products/:id',
      lazy: () => import('../features/product/product-page'),
    },
    {
      path: 'vendors/:id',
      lazy: () => import('../features/catalogue/vendor-page'),
    },
    { path: 'cart', lazy: () => import('../features/cart/cart-page') },
    {
      path: 'checkout',
      lazy: () => import('../features/checkout/checkout-page'),
    },
    {
      path: 'account',
      lazy: () => import('../features/account/account-page'),
    },
    { path: '*', element: <NotFound /> },
  ],
};

const vendorConsole: RouteObject = {
  path: 'console',
  lazy: () => import('./vendor-console'),
  children: [
    { index: true, element: <Navigate to="/console/products" replace /> },
    {
      path: 'products',
      lazy: () => import('../features/own-products/products-page'),
    },
    {
      path: 'products/new',
      lazy: () => import('../features/own-products/new-product-page'),
    },
    {
      path: 'products/:id',
      lazy: () => import('../features/own-products/edit-product-page'),
    },
    { path: 'import', lazy: () => import('../features/import/import-page') },
    {
      path: 'warehouses',
      lazy: () => import('../features/warehouses/warehouses-page'),
    },
    {
      path: 'account',
      lazy: () => import('../features/account/console-page'),
    },
    {
      path: 'shipping',
      lazy: () => import('../features/shipping/shipping-page'),
    },
    { path: '*', element: <NotFound /> },
  ],
};

const operatorConsole: RouteObject = {
  path: 'operator',
  lazy: () => import('./operator-console'),
  children: [
    { index: true, element: <Navigate to="/operator/services" replace /> },
    {
      path: 'services',
      lazy: () => import('../features/operations/services-page'),
    },
    {
      path: 'dead-letters',
      lazy: () => import('../features/operations/dead-letters-page'),
    },
    {
      path: 'mails',
      lazy: () => import('../features/operations/mails-page'),
    },
    { path: 'taxes', lazy: () => import('../features/taxes/taxes-page') },
    {
      path: 'traces/:id?',
      lazy: () => import('../features/operations/trace-page'),
    },
    { path: '*', element: <NotFound /> },
  ],
};

/** A page that vendors and customers have alike. */
const as =
  (
    role: UserRole,
    load: () => Promise<{ Page: ComponentType<{ role: UserRole }> }>,
  ) =>
  async () => {
    const { Page } = await load();
    return { Component: () => <Page role={role} /> };
  };

const signIn = () => import('../features/session/sign-in-page');
const forgot = () => import('../features/session/forgot-page');
const reset = () => import('../features/session/reset-page');

const entrances: RouteObject[] = [
  { path: 'sign-in', lazy: as('customer', signIn) },
  { path: 'sign-up', lazy: () => import('../features/account/sign-up-page') },
  { path: 'verify', lazy: () => import('../features/account/verify-page') },
  { path: 'forgot-password', lazy: as('customer', forgot) },
  { path: 'reset-password', lazy: as('customer', reset) },
  { path: 'console/sign-in', lazy: as('vendor', signIn) },
  {
    path: 'console/register',
    lazy: () => import('../features/session/register-page'),
  },
  { path: 'console/forgot-password', lazy: as('vendor', forgot) },
  { path: 'console/reset-password', lazy: as('vendor', reset) },
  {
    path: 'operator/sign-in',
    lazy: () => import('../features/session/operator-page'),
  },
];

export const createRouter = () =>
  createBrowserRouter([
    {
      element: <Root />,
      errorElement: <PageError />,
      hydrateFallbackElement: <div className="min-h-dvh" aria-busy />,
      children: [shop, ...entrances, vendorConsole, operatorConsole],
    },
  ]);
