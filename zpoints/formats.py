"""Image files that are read: their endings, and Pillow's names of their formats."""

ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".bmp")
FORMATS = ("JPEG", "PNG", "WEBP", "BMP")
