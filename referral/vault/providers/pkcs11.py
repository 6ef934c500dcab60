"""Key-encryption keys inside a PKCS#11 module: they never leave it.

Keys are AES-256, sensitive and not extractable; data keys are wrapped with `C_WrapKey`
and `CKM_AES_KEY_WRAP_PAD`, which is the same 56 bytes as a key file's. Needs the
optional extra `pkcs11`.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import Any

from referral.errors import KeyMissing, KeysUnavailable, SealBroken
from referral.vault.providers import KekProvider, bound, released
from referral.vault.providers.outage import Outage
from referral.vault.providers.secret_file import read_closed

NUMBER_BYTES, LOT_BYTES = 4, 4
_LOCK = RLock()
"""A module is one for the whole process, and so is the state it is in."""


def _library() -> Any:  # noqa: ANN401 # the library is not typed
    try:
        import pkcs11  # noqa: PLC0415 # an optional extra
    except ImportError as absent:
        raise KeyMissing(
            "PKCS#11 needs a library that is not installed: "
            "pip install 'referral-engine[pkcs11]'"
        ) from absent
    return pkcs11


class Token:
    """One token of a module: opened when needed, and again after it was gone."""

    def __init__(self, module: Path, label: str, pin_file: Path) -> None:
        self._pkcs11 = _library()
        self._module, self._label, self._pin_file = module, label, pin_file
        self._session: Any = None
        self._outage = Outage("the PKCS#11 token")

    @contextmanager
    def session(self) -> Iterator[Any]:
        """A session, for one thread at a time.

        Raises:
            KeysUnavailable: if the module or its token does not answer.
            KeyMissing: if the PIN is refused, or a session just opened has no such key.
        """
        with _LOCK, self._outage.watched():
            fresh = self._session is None
            try:
                if self._session is None:
                    self._session = self._open()
                yield self._session
            except self._pkcs11.exceptions.PKCS11Error as broken:
                self._let_go()
                if fresh and isinstance(broken, self._pkcs11.exceptions.NoSuchKey):
                    raise KeyMissing("the PKCS#11 token has no such key") from broken
                name = type(broken).__name__
                raise KeysUnavailable(f"the PKCS#11 token: {name}") from broken

    def _open(self) -> Any:  # noqa: ANN401 # the library is not typed
        errors = self._pkcs11.exceptions
        pin = read_closed(self._pin_file, "the PIN file").decode().strip()
        try:
            module = self._pkcs11.lib(str(self._module))
        except (errors.PKCS11Error, RuntimeError, OSError) as absent:
            raise KeysUnavailable("the PKCS#11 module does not load") from absent
        with suppress(errors.PKCS11Error):
            module.reinitialize()
        try:
            return module.get_token(token_label=self._label).open(rw=True, user_pin=pin)
        except (errors.PinIncorrect, errors.PinLocked, errors.PinLenRange) as refused:
            raise KeyMissing("the PKCS#11 token refuses this PIN") from refused

    def _let_go(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            with suppress(self._pkcs11.exceptions.PKCS11Error):
                session.close()


class Pkcs11Kek(KekProvider):
    """One key of a token, used by its handle."""

    def __init__(self, token: Token, label: str, identity: bytes) -> None:
        self._token, self._label, self._id = token, label, identity
        self._words = _library()

    def __repr__(self) -> str:
        return f"<Pkcs11Kek {self.epoch}>"

    @property
    def epoch(self) -> str:
        """`pkcs11-` and the key's identifier in the token, 16 hexadecimal digits."""
        return f"{Pkcs11Keys.kind}-{self._id.hex()}"

    def wrap(self, context: bytes, key: bytes) -> bytes:
        """56 bytes, wrapped inside the module."""
        with self._token.session() as session:
            return self._wrap(session, bound(context, key))

    def unwrap(self, context: bytes, wrapped: bytes) -> bytes:
        """The 32-byte key; `SealBroken` if anything differs."""
        errors = self._words.exceptions
        with self._token.session() as session:
            try:
                opened = self._unwrap(session, wrapped)
            except (errors.WrappedKeyInvalid, errors.WrappedKeyLenRange) as broken:
                raise SealBroken("a wrapped key does not unwrap") from broken
            except (errors.GeneralError, errors.FunctionFailed) as unclear:
                # Modules say the same of a forged wrap and of themselves being broken.
                sample = bound(b"", secrets.token_bytes(32))
                if self._unwrap(session, self._wrap(session, sample)) != sample:
                    raise
                raise SealBroken("a wrapped key does not unwrap") from unclear
        return released(context, opened)

    def _key(self, session: Any) -> Any:  # noqa: ANN401 # the library is not typed
        words = self._words
        wanted = {
            words.Attribute.CLASS: words.ObjectClass.SECRET_KEY,
            words.Attribute.LABEL: self._label,
            words.Attribute.ID: self._id,
        }
        found = list(session.get_objects(wanted))
        if len(found) != 1:
            raise words.exceptions.NoSuchKey
        return found[0]

    def _wrap(self, session: Any, plain: bytes) -> bytes:  # noqa: ANN401 # not typed
        words = self._words
        inside = session.create_object(
            {
                words.Attribute.CLASS: words.ObjectClass.SECRET_KEY,
                words.Attribute.KEY_TYPE: words.KeyType.GENERIC_SECRET,
                words.Attribute.VALUE: plain,
                **_passing(words),
            }
        )
        try:
            way = words.Mechanism.AES_KEY_WRAP_PAD
            return bytes(self._key(session).wrap_key(inside, mechanism=way))
        finally:
            inside.destroy()

    def _unwrap(self, session: Any, wrapped: bytes) -> bytes:  # noqa: ANN401 # not typed
        words = self._words
        inside = self._key(session).unwrap_key(
            words.ObjectClass.SECRET_KEY,
            words.KeyType.GENERIC_SECRET,
            wrapped,
            mechanism=words.Mechanism.AES_KEY_WRAP_PAD,
            template=_passing(words),
        )
        try:
            return bytes(inside[words.Attribute.VALUE])
        finally:
            inside.destroy()


def _passing(words: Any) -> dict[Any, bool]:  # noqa: ANN401 # the library is not typed
    """A data key on its way through: it may be read, and is gone with its session."""
    return {
        words.Attribute.EXTRACTABLE: True,
        words.Attribute.SENSITIVE: False,
        words.Attribute.TOKEN: False,
    }


class Pkcs11Keys:
    """The keys of one label in a token; the number in their identifier orders them."""

    kind = "pkcs11"

    def __init__(self, token: Token, label: str) -> None:
        self._token, self._label = token, label
        self._words = _library()

    def __repr__(self) -> str:
        return "<Pkcs11Keys>"

    def epochs(self) -> list[str]:
        """What the token holds under this label; every key must be locked in.

        Raises:
            KeyMissing: if there is none, or one that can be taken out.
        """
        with self._token.session():
            found = self._each(lambda key: (bytes(key.id), self._locked_in(key)))
            if not found:
                raise self._words.exceptions.NoSuchKey
        if not all(locked for _, locked in found):
            raise KeyMissing("a key in the PKCS#11 token can be taken out of it")
        return [f"{self.kind}-{identity.hex()}" for identity, _ in sorted(found)]

    def _locked_in(self, key: Any) -> bool:  # noqa: ANN401 # the library is not typed
        words = self._words.Attribute
        return bool(key[words.SENSITIVE]) and not key[words.EXTRACTABLE]

    def holds_any(self) -> bool:
        """True if a key of this label is in the token."""
        return bool(self._each(lambda _: True))

    def find(self, epoch: str) -> KekProvider:
        """The key by its identifier."""
        if epoch not in self.epochs():
            raise KeyMissing(f"the PKCS#11 token has no key {epoch}")
        identity = bytes.fromhex(epoch.removeprefix(f"{self.kind}-"))
        return Pkcs11Kek(self._token, self._label, identity)

    def prepare(self) -> KekProvider:
        """A new key, generated inside the token, with the next number."""
        words = self._words
        taken = self._each(lambda key: int.from_bytes(key.id[:NUMBER_BYTES], "big"))
        number = max(taken, default=0) + 1
        identity = number.to_bytes(NUMBER_BYTES, "big") + secrets.token_bytes(LOT_BYTES)
        with self._token.session() as session:
            session.generate_key(
                words.KeyType.AES,
                256,
                label=self._label,
                id=identity,
                store=True,
                capabilities=words.MechanismFlag.WRAP | words.MechanismFlag.UNWRAP,
                template={
                    words.Attribute.SENSITIVE: True,
                    words.Attribute.EXTRACTABLE: False,
                },
            )
        return Pkcs11Kek(self._token, self._label, identity)

    def ends_too(self, epoch: str, other: str) -> bool:
        """Every key is an object of its own."""
        return other == epoch

    def destroy(self, epoch: str) -> None:
        """Delete the key from the token."""

        def end(key: Any) -> None:  # noqa: ANN401 # the library is not typed
            if f"{self.kind}-{bytes(key.id).hex()}" == epoch:
                key.destroy()

        self._each(end)

    def _each(self, look: Callable[[Any], Any]) -> list[Any]:
        words = self._words
        wanted = {
            words.Attribute.CLASS: words.ObjectClass.SECRET_KEY,
            words.Attribute.LABEL: self._label,
        }
        with self._token.session() as session:
            return [look(key) for key in list(session.get_objects(wanted))]
