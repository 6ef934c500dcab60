// What others use to open and make what leaves: npm jose, and age in TypeScript.
//
// One request as JSON on standard input, one answer as JSON on standard output.
import { Decrypter, Encrypter } from "age-encryption";
import { CompactEncrypt, CompactSign, compactDecrypt, compactVerify, importJWK } from "jose";

const text = new TextEncoder();
const bytes = (base64) => Uint8Array.from(Buffer.from(base64, "base64"));
const base64 = (raw) => Buffer.from(raw).toString("base64");

const does = {
  async openToken({ token, identity, signer }) {
    const outer = await compactDecrypt(token, await importJWK(identity, "ECDH-ES+A256KW"), {
      keyManagementAlgorithms: ["ECDH-ES+A256KW"],
      contentEncryptionAlgorithms: ["A256GCM"],
    });
    const inner = await compactVerify(outer.plaintext, await importJWK(signer, "Ed25519"), {
      algorithms: ["Ed25519"],
    });
    return { payload: base64(inner.payload), outer: outer.protectedHeader, inner: inner.protectedHeader };
  },
  async makeToken({ payload, outer, inner, recipient, signer }) {
    const signed = await new CompactSign(bytes(payload))
      .setProtectedHeader(inner)
      .sign(await importJWK(signer, "Ed25519"));
    const sealed = await new CompactEncrypt(text.encode(signed))
      .setProtectedHeader(outer)
      .encrypt(await importJWK(recipient, "ECDH-ES+A256KW"));
    return { token: sealed };
  },
  async verify({ token, signer }) {
    const inner = await compactVerify(token, await importJWK(signer, "Ed25519"), {
      algorithms: ["Ed25519"],
    });
    return { payload: base64(inner.payload) };
  },
  async sign({ payload, inner, signer }) {
    const signed = await new CompactSign(bytes(payload))
      .setProtectedHeader(inner)
      .sign(await importJWK(signer, "Ed25519"));
    return { token: signed };
  },
  async openAge({ sealed, identity }) {
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    return { plain: base64(await decrypter.decrypt(bytes(sealed))) };
  },
  async makeAge({ plain, recipient }) {
    const encrypter = new Encrypter();
    encrypter.addRecipient(recipient);
    return { sealed: base64(await encrypter.encrypt(bytes(plain))) };
  },
};

let asked = "";
for await (const part of process.stdin) asked += part;
const { does: what, ...words } = JSON.parse(asked);
process.stdout.write(JSON.stringify(await does[what](words)));
