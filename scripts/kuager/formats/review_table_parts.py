"""The parts of a review table's DOCX that are the same for every document (ECMA-376 part 1)."""

from __future__ import annotations

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

DOCUMENT = "word/document.xml"
FOOTER = "word/footer1.xml"
CORE = "docProps/core.xml"
CUSTOM = "docProps/custom.xml"

_CONTENT_TYPES = f"""\
{_XML}<Types xmlns="{_PACKAGE}/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Default Extension="xml" ContentType="application/xml"/>\
<Override PartName="/{DOCUMENT}" ContentType="{_WORD}.document.main+xml"/>\
<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>\
<Override PartName="/word/settings.xml" ContentType="{_WORD}.settings+xml"/>\
<Override PartName="/{FOOTER}" ContentType="{_WORD}.footer+xml"/>\
<Override PartName="/{CORE}" \
ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>\
<Override PartName="/{CUSTOM}" \
ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/>\
</Types>
"""

_PACKAGE_RELATIONSHIPS = f"""\
{_XML}<Relationships xmlns="{_PACKAGE}/relationships">\
<Relationship Id="rId1" Type="{_OFFICE}/relationships/officeDocument" Target="{DOCUMENT}"/>\
<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" \
Target="{CORE}"/>\
<Relationship Id="rId3" Type="{_OFFICE}/relationships/custom-properties" Target="{CUSTOM}"/>\
</Relationships>
"""

_DOCUMENT_RELATIONSHIPS = f"""\
{_XML}<Relationships xmlns="{_PACKAGE}/relationships">\
<Relationship Id="rId1" Type="{_OFFICE}/relationships/styles" Target="styles.xml"/>\
<Relationship Id="rId2" Type="{_OFFICE}/relationships/settings" Target="settings.xml"/>\
<Relationship Id="rId3" Type="{_OFFICE}/relationships/footer" Target="footer1.xml"/>\
</Relationships>
"""

_SETTINGS = f"""\
{_XML}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/>\
<w:removePersonalInformation/><w:removeDateAndTime/><w:defaultTabStop w:val="720"/>\
<w:characterSpacingControl w:val="doNotCompress"/><w:compat>\
<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" \
w:val="15"/></w:compat></w:settings>
"""
"""With removePersonalInformation Word leaves the names of whoever comments or tracks changes out
of what it saves (17.15.1.70), with removeDateAndTime the times (17.15.1.69)."""

_FONT = "Arial"
"""On every Windows and macOS, and drawn as Liberation Sans elsewhere; both have all letters of
Kazakh."""


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _style(identifier: str, paragraph: str = "", run: str = "", *, kind: str = "paragraph") -> str:
    based = '<w:basedOn w:val="Normal"/>' if kind == "paragraph" else ""
    return (
        f'<w:style w:type="{kind}" w:customStyle="1" w:styleId="{identifier}">'
        f'<w:name w:val="{identifier} Text"/>{based}'
        + (f"<w:pPr>{paragraph}</w:pPr>" if paragraph else "")
        + (f"<w:rPr>{run}</w:rPr>" if run else "")
        + "</w:style>"
    )


_CLOSE = '<w:spacing w:after="30" w:line="240" w:lineRule="auto"/>'
_OWN_STYLES = "".join(
    (
        _style("Languages", '<w:spacing w:after="140"/>', '<w:color w:val="595959"/>'),
        _style("Instruction", '<w:spacing w:after="50"/>', _size(18)),
        _style(
            "Head", '<w:keepNext/><w:spacing w:before="40" w:after="40"/>', "<w:b/>" + _size(18)
        ),
        _style("Reference", _CLOSE, '<w:noProof/><w:color w:val="8C8C8C"/>' + _size(11)),
        _style("Remark", _CLOSE, '<w:color w:val="595959"/>' + _size(16)),
        _style("State", run=_size(18)),
        _style("Heading", "<w:keepNext/>", "<w:b/><w:bCs/>"),
        _style("Inset", '<w:ind w:left="227"/>'),
        _style("Placeable", run='<w:noProof/><w:color w:val="7B3FA0"/>', kind="character"),
        _style("Seal", run='<w:noProof/><w:color w:val="A6A6A6"/>' + _size(11), kind="character"),
    )
)

_STYLES = f"""\
{_XML}<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>\
<w:rFonts w:ascii="{_FONT}" w:hAnsi="{_FONT}" w:eastAsia="{_FONT}" w:cs="{_FONT}"/>\
<w:sz w:val="20"/><w:szCs w:val="20"/></w:rPr></w:rPrDefault>\
<w:pPrDefault><w:pPr><w:spacing w:after="0" w:line="259" w:lineRule="auto"/></w:pPr>\
</w:pPrDefault></w:docDefaults>\
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>\
<w:qFormat/></w:style>\
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>\
<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>\
<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>\
<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>\
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/>\
<w:qFormat/><w:pPr><w:keepNext/><w:spacing w:after="60"/><w:outlineLvl w:val="0"/></w:pPr>\
<w:rPr><w:b/><w:bCs/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr></w:style>\
<w:style w:type="paragraph" w:styleId="Footer"><w:name w:val="footer"/>\
<w:basedOn w:val="Normal"/><w:pPr><w:tabs><w:tab w:val="right" w:pos="15138"/></w:tabs></w:pPr>\
<w:rPr><w:color w:val="767676"/><w:sz w:val="16"/><w:szCs w:val="16"/></w:rPr></w:style>\
{_OWN_STYLES}</w:styles>
"""

FIXED = {
    "[Content_Types].xml": _CONTENT_TYPES,
    "_rels/.rels": _PACKAGE_RELATIONSHIPS,
    "word/_rels/document.xml.rels": _DOCUMENT_RELATIONSHIPS,
    "word/settings.xml": _SETTINGS,
    "word/styles.xml": _STYLES,
}
"""Parts by name, to be written as they are."""

FOOTER_TEXT = f"""\
{_XML}<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>\
<w:r><w:rPr><w:noProof/></w:rPr><w:t xml:space="preserve">{{about}}</w:t></w:r>\
<w:r><w:tab/></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>\
<w:r><w:t xml:space="preserve"> / </w:t></w:r>\
<w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>
"""

CORE_TEXT = f"""\
{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{{title}}</dc:title>\
<dc:language>{{locale}}</dc:language></cp:coreProperties>
"""
"""Neither creator nor times, which are optional (ECMA-376 part 2, 11)."""

CUSTOM_TEXT = f"""\
{_XML}<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">\
{{properties}}</Properties>
"""

PROPERTY = (
    '<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{number}" name="{name}">'
    "<vt:lpwstr>{text}</vt:lpwstr></property>"
)
"""The format id is that of all properties that are the user's own (ECMA-376 part 1, 22.3.2.2);
their numbers begin with 2."""

DOCUMENT_START = f'{_XML}<w:document xmlns:w="{W}"><w:body>'
DOCUMENT_END = """\
<w:sectPr><w:footerReference w:type="default" r:id="rId3" \
xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>\
<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>\
<w:pgMar w:top="794" w:right="850" w:bottom="794" w:left="850" w:header="397" w:footer="397" \
w:gutter="0"/></w:sectPr></w:body></w:document>
"""
"""A4 on its side, 15,138 twentieths of a point between the margins."""
