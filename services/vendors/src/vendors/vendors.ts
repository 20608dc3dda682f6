import { fact } from '@souk/contracts/event';
import {
  type RegisterVendor,
  type VendorSummary,
  type VendorView,
} from '@souk/contracts/vendors/views';
import {
  mailRequested,
  vendorRegistered,
} from '@souk/contracts/vendors/events';
import { changeableFields } from '@souk/platform/accounts/account';
import { assertGoodPassword } from '@souk/platform/accounts/password-rules';
import { AppError } from '@souk/platform/http/errors';
import { idOfKey, keyReused } from '@souk/platform/http/idempotency';
import { DuplicateKey } from '@souk/platform/mongo/versioned';
import {
  hashPassword,
  passwordMatches,
} from '@souk/platform/accounts/passwords';
import type { MailRequest, Vendor, VendorStore } from './store';

export interface VendorsDeps {
  vendors: VendorStore;
  newId: () => string;
  now: () => Date;
}

/**
 * The same key again answers with the same vendor.
 * @throws AppError `email-taken`, `weak-password`, `idempotency-key-reused`.
 */
export async function registerVendor(
  { vendors, newId, now }: VendorsDeps,
  { name, email, password }: RegisterVendor,
  key?: string,
): Promise<VendorView> {
  await assertGoodPassword(password, email);
  const registeredAt = now().toISOString();
  const id = key === undefined ? newId() : idOfKey(['vendor'], key);
  const welcome: MailRequest = { id, template: 'welcome-vendor' };
  const vendor = {
    id,
    version: 1,
    ...changeableFields({}),
    name,
    email,
    passwordHash: await hashPassword(password),
    createdAt: registeredAt,
    mailRequests: [welcome],
  };
  try {
    await vendors.add(vendor, [
      fact(vendorRegistered, { vendorId: vendor.id, name, registeredAt }),
      fact(mailRequested, {
        requestId: welcome.id,
        template: welcome.template,
        accountId: vendor.id,
        requestedAt: registeredAt,
      }),
    ]);
  } catch (err) {
    if (!(err instanceof DuplicateKey)) throw err;
    // The request came twice, or the driver repeated a write whose
    // acknowledgement was lost.
    const first = await vendors.find(vendor.id);
    if (first) return repeated(first, { name, email, password });
    throw new AppError(
      'conflict',
      'email-taken',
      'A vendor with this e-mail address is already registered',
    );
  }
  return vendorView(vendor);
}

async function repeated(
  first: Vendor,
  { name, email, password }: RegisterVendor,
): Promise<VendorView> {
  const same = first.name === name && first.email === email;
  if (same && (await passwordMatches(first.passwordHash, password)))
    return vendorView(first);
  throw keyReused();
}

export async function getOwnAccount(
  { vendors }: VendorsDeps,
  id: string,
): Promise<VendorView> {
  return vendorView(await existing(vendors, id));
}

export async function getVendor(
  { vendors }: VendorsDeps,
  id: string,
): Promise<VendorSummary> {
  return summary(await existing(vendors, id));
}

export async function listVendors(
  { vendors }: VendorsDeps,
  after: string,
  limit: number,
) {
  const items = (await vendors.page(after, limit)).map(summary);
  return {
    items,
    next: items.length === limit ? (items.at(-1)?.id ?? null) : null,
  };
}

async function existing(vendors: VendorStore, id: string): Promise<Vendor> {
  const vendor = await vendors.find(id);
  if (!vendor)
    throw new AppError(
      'not-found',
      'vendor-not-found',
      `There is no vendor ${id}`,
    );
  return vendor;
}

export const vendorView = ({
  id,
  name,
  email,
  createdAt,
}: Vendor): VendorView => ({ id, name, email, createdAt });
const summary = ({ id, name }: Vendor): VendorSummary => ({ id, name });
