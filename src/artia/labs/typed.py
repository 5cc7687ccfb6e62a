"""What a function of the course receives, checked against its own signature.

A learner who writes a number for a text gets one sentence that names the argument, instead of
Python's long report from somewhere inside the course.
"""

from __future__ import annotations

import functools
import inspect
import numbers
import os
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from artia.labs.errors import LabError, shown
from artia.labs.messages import N_, _

SIMPLE = {
    str: N_("typed: a text"),
    int: N_("typed: a whole number"),
    float: N_("typed: a number"),
    bool: N_("typed: True or False"),
}
LISTS = {
    str: N_("typed: a list of texts"),
    int: N_("typed: a list of whole numbers"),
    float: N_("typed: a list of numbers"),
}

Function = TypeVar("Function", bound=Callable[..., Any])


def typed(function: Function) -> Function:
    """Refuse what the annotations do not allow, with a LabError; `Any` and `object` allow all.

    Whole numbers may come as 500.0 (see `limits.within`, which also bounds them) and texts that
    are paths as `Path`. What `*args` and `**kwargs` gather is left to the function.
    """
    signature = inspect.signature(function)
    hints = functools.cache(lambda: get_type_hints(function))  # read at the first call

    @functools.wraps(function)
    def careful(*given: Any, **named: Any) -> Any:
        try:
            received = signature.bind(*given, **named).arguments
        except TypeError:
            raise _misnamed(function, signature) from None
        for name, value in received.items():
            gathers = signature.parameters[name].kind in (
                inspect.Parameter.VAR_POSITIONAL,
                inspect.Parameter.VAR_KEYWORD,
            )
            if name in hints() and not gathers and not suits(value, hints()[name]):
                raise _unsuitable(name, value, hints()[name])
        return function(*given, **named)

    return careful


def typed_methods(kind: type) -> type:
    """Do as much for every public method of a class, and for its making."""
    for name, method in list(vars(kind).items()):
        its_own = inspect.isfunction(method) and method.__qualname__.startswith(kind.__qualname__)
        if its_own and (name == "__init__" or not name.startswith("_")):
            setattr(kind, name, typed(method))
    return kind


def suits(value: Any, kind: Any) -> bool:
    """Whether a value is of the kind that an annotation names."""
    origin, parts = get_origin(kind) or kind, get_args(kind)
    if isinstance(kind, TypeVar):
        return any(suits(value, one) for one in kind.__constraints__ or (Any,))
    if origin in (Any, object):
        return True
    if origin is str:
        return isinstance(value, str) and _is_whole(value)
    if origin in (Union, types.UnionType):
        return any(suits(value, part) for part in parts)
    if origin in (int, float):
        return _is_number(value)
    if origin in (os.PathLike, None, types.NoneType):
        return isinstance(value, os.PathLike) if origin is os.PathLike else value is None
    if origin in (list, Sequence, Iterable):
        return _is_list(value, origin, parts) and _all_suit(value, parts)
    if origin is tuple:
        return isinstance(value, tuple) and _all_in_place(value, parts)
    if issubclass(origin, Mapping) and parts:
        return isinstance(value, Mapping) and all(
            map(_all_suit, (value.keys(), value.values()), [(part,) for part in parts])
        )
    if getattr(origin, "_is_protocol", False) and not origin.__module__.startswith("collections"):
        return all(hasattr(value, name) for name in vars(origin) if not name.startswith("_"))
    return isinstance(value, origin)


def _is_number(value: Any) -> bool:
    """A number, even NumPy's or PyTorch's, but no True, no text and no table of numbers."""
    single = getattr(value, "ndim", None) == 0 and hasattr(value, "item")
    value = value.item() if single else value
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def _is_whole(text: str) -> bool:
    """Whether a text holds no half of a character, which nothing could write."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _is_list(value: Any, origin: Any, parts: tuple[Any, ...]) -> bool:
    if isinstance(value, str | bytes):  # a text is a list of its characters, where that is meant
        return bool(parts) and isinstance(parts[0], TypeVar)
    rows = getattr(value, "ndim", 0) >= 1  # NumPy, PyTorch
    if origin is Iterable:
        return rows or isinstance(value, Iterable) and not isinstance(value, Mapping)
    return rows or isinstance(value, Sequence)


def _all_suit(values: Any, parts: tuple[Any, ...]) -> bool:
    """Whether each item suits; of a long row of numbers, one of each type is looked at."""
    if not parts or not hasattr(values, "__len__"):
        return True  # an iterator is left whole
    plain = get_origin(parts[0]) is None and parts[0] is not str
    looked_at = {type(value): value for value in values}.values() if plain else values
    return all(suits(value, parts[0]) for value in looked_at)


def _all_in_place(values: tuple[Any, ...], parts: tuple[Any, ...]) -> bool:
    if len(parts) == 2 and parts[1] is ...:
        return _all_suit(values, parts[:1])
    return len(values) == len(parts) and all(map(suits, values, parts))


def _misnamed(function: Callable[..., Any], signature: inspect.Signature) -> LabError:
    names = [f"`{name}`" for name in signature.parameters if name != "self"]
    called = function.__qualname__.removesuffix(".__init__").rpartition(".")[2]
    if not names:
        return LabError(N_("typed: takes nothing"), function=called)
    return LabError(N_("typed: other names"), function=called, names=", ".join(names))


def _unsuitable(name: str, value: Any, kind: Any) -> LabError:
    values = {"name": name, "found": shown(value)}
    if expected := _in_words(kind):
        return LabError(N_("typed: unsuitable"), expected=_(expected), **values)
    return LabError(N_("typed: not prepared"), **values)


def _in_words(kind: Any) -> str:
    """What to write, as a message id; nothing for what only the notebook's cells can make."""
    origin, parts = get_origin(kind) or kind, get_args(kind)
    if origin in (Union, types.UnionType):
        return next(filter(None, map(_in_words, parts)), "")
    if origin in (list, Sequence, Iterable):
        return LISTS.get(parts[0], "") if parts else N_("typed: a list")
    if origin is Callable:
        return N_("typed: a function")
    return SIMPLE.get(origin, "") if isinstance(origin, type) else ""
