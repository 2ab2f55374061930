"""Set one text with Typst, in a process of its own: see ``typesetting``, which starts it.

Standard input: the source. Arguments: where modules are found (JSON), the most memory in bytes,
the standard or "". Standard output: the PDF; or, with exit code 3, on standard error what Typst
had against it.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from datetime import UTC, datetime

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""What Typst takes for the present time; the template has no date written at all."""

NOWHERE = os.devnull
"""Where Typst may look for files and packages: in a folder that is none."""

REFUSED = 3


def _main() -> int:
    paths, memory, standard = sys.argv[1:]
    sys.path[:] = json.loads(paths)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 (there is none on Windows)

        resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import typst  # noqa: PLC0415 (only within the limit)

    try:
        written: bytes = typst.compile(  # type: ignore[call-overload]  # root may be text
            sys.stdin.buffer.read(),
            format="pdf",
            root=NOWHERE,
            package_path=NOWHERE,
            package_cache_path=NOWHERE,
            ignore_system_fonts=True,
            timestamp=EPOCH,
            pdf_standards=standard or None,
        )
    except typst.TypstError as error:
        sys.stderr.write(error.diagnostic)
        return REFUSED
    sys.stdout.buffer.write(written)
    return 0


if __name__ == "__main__":
    sys.exit(_main())
