"""What a person sees in a browser, and what the rows' URLs lead to: the mock's own paths.

They stand beside the contract's paths; where the contract has the same path, its own wins.
"""

from mockserver.pages.consent import consent
from mockserver.pages.hosted import hosted
from mockserver.pages.landing import landing
from mockserver.pages.media import MEDIA, media
from mockserver.pages.samples import Sample, samples

__all__ = ["MEDIA", "Sample", "consent", "hosted", "landing", "media", "samples"]
