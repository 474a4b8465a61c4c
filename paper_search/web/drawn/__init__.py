"""Pictures drawn as SVG. In: records; out: safe markup that stands in a page of ours.

Promises: each picture has a title and a description in words and one size that a phone can show; nothing is said in it
that does not stand in words beside it; colours are those of the style sheet, so that both themes have them.
"""
