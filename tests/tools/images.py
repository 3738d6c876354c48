"""Pictures as they are stored: an image whose bytes are a drawing, so that words and labels can be looked at."""

import base64
import re
from xml.etree import ElementTree

DRAWING = re.compile(r'<img [^>]*src="data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)"[^>]*>')


def unfolded(page):
    """Return HTML with each drawing in place of its image."""
    return DRAWING.sub(lambda image: base64.b64decode(image[1]).decode(), page)


def words_of_svg(drawn):
    """Return the words that stand in a drawing, each text by itself."""
    return [element.text for element in ElementTree.fromstring(drawn).iter() if element.tag.endswith("text")]
