"""Static files under names that change with their content, so that a browser keeps them for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Hashed(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Also the modules that a script imports: a page never mixes two releases."""

    support_js_module_import_aggregation = True
