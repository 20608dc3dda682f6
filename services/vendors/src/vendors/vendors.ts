import { fact } from '@souk/contracts/event';
import {
  type RegisterVendor,
  type VendorSummary,
  type VendorView,
} from '@souk/contracts/vendors/views';
import { vendorRegistered } from '@souk/contracts/vendors/events';
import { AppError } from '@souk/platform/http/errors';
import { DuplicateKey } from '@souk/platform/mongo/versioned';
import { hashPassword } from '@souk/platform/accounts/passwords';
import type { Vendor, VendorStore } from './store';

export interface VendorsDeps {
  vendors: VendorStore;
  newId: () => string;
  now: () => Date;
}

export async function registerVendor(
  { vendors, newId, now }: VendorsDeps,
  { name, email, password }: RegisterVendor,
): Promise<VendorView> {
  const registeredAt = now().toISOString();
  const vendor = {
    id: newId(),
    name,
    email,
    passwordHash: await hashPassword(password),
    createdAt: registeredAt,
  };
  try {
    await vendors.add(
      vendor,
      fact(vendorRegistered, { vendorId: vendor.id, name, registeredAt }),
    );
  } catch (err) {
    if (!(err instanceof DuplicateKey)) throw err;
    // The driver retries a write whose acknowledgement was lost; the retry then
    // finds its own vendor.
    if (await vendors.find(vendor.id)) return vendorView(vendor);
    throw new AppError(
      'conflict',
      'email-taken',
      'A vendor with this e-mail address is already registered',
    );
  }
  return vendorView(vendor);
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
