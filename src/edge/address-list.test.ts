import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAddressList, toLimitKey } from './address-list.ts';

describe('parseAddressList', () => {
  it('knows addresses and networks of both families, and IPv4 that came over IPv6', () => {
    const has = parseAddressList(['10.0.0.0/8', '192.0.2.7', 'fd00::/8']);
    const seen = ['10.1.2.3', '::ffff:10.1.2.3', '192.0.2.7', '192.0.2.8', 'fd12::1', '2001:db8::1', 'nonsense'].map(
      has,
    );
    assert.deepEqual(seen, [true, true, true, false, true, false, false]);
  });

  it('has nobody when nothing is listed', () => {
    assert.equal(parseAddressList([])('127.0.0.1'), false);
  });

  for (const wrong of ['', 'proxy', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '*']) {
    it(`refuses the entry "${wrong}"`, () => {
      assert.throws(() => parseAddressList([wrong]), /wanted addresses/);
    });
  }
});

describe('toLimitKey', () => {
  it('counts an IPv4 address for itself and an IPv6 address by its /64', () => {
    assert.equal(toLimitKey('::ffff:192.0.2.7'), '192.0.2.7');
    assert.equal(toLimitKey('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64');
    assert.equal(toLimitKey('2001:db8::5'), '2001:db8:0:0::/64');
    assert.equal(toLimitKey('::1'), '0:0:0:0::/64');
  });
});
