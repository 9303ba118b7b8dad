"""Letters as files: what is read back follows GB/T 9704, and LibreOffice opens them."""

import io
import re
import shutil
import subprocess

import pytest
from docx import Document
from docx.oxml.ns import qn

from accountability.enums import NoticeKind
from accountability.reports.docx import letter_docx
from accountability.reports.letters import interview_letter, notice_letter, title_lines
from accountability.services import drafts, interviews
from tests.accountability.conftest import a_draft, a_sent, an_interview, on


@pytest.fixture
def letter(city):
    with on(2016, 11, 8):
        return notice_letter(a_sent(city, count=2))


def read(letter) -> Document:
    return Document(io.BytesIO(letter_docx(letter)))


def run_of(document, text: str):
    """The first run that has the text."""
    parts = [*document.sections[0].first_page_header.paragraphs, *document.paragraphs]
    return next(run for part in parts for run in part.runs if text in run.text)


def font_of(run) -> str:
    return run._element.rPr.rFonts.get(qn("w:eastAsia"))


def test_the_page_has_the_standards_margins(letter):
    section = read(letter).sections[0]

    millimetres = {
        name: round(getattr(section, name).mm)
        for name in ["page_width", "page_height", "top_margin", "left_margin", "right_margin",
                     "bottom_margin"]
    }  # fmt: skip
    assert millimetres == {
        "page_width": 210, "page_height": 297, "top_margin": 37, "left_margin": 28,
        "right_margin": 26, "bottom_margin": 35,
    }  # fmt: skip


def test_a_letter_is_in_the_form_of_a_letter(letter):
    document = read(letter)
    section = document.sections[0]
    mark = run_of(document, "仙桃市扶贫攻坚领导小组")

    assert section.different_first_page_header_footer
    assert section.header_distance.mm == pytest.approx(30, abs=0.1)
    assert (font_of(mark), str(mark.font.color.rgb)) == ("方正小标宋_GBK", "C00000")
    number = run_of(document, "仙扶督〔2016〕1号")
    assert font_of(number) == "仿宋"
    assert not any("PAGE" in p._p.xml for p in section.first_page_footer.paragraphs)
    assert any("PAGE" in p._p.xml for p in section.footer.paragraphs)


def test_every_part_has_its_font_and_size(letter):
    document = read(letter)

    title = run_of(document, "关于对杨林尾镇")
    heading = run_of(document, "一、存在的主要问题")
    text = run_of(document, "1.革新村")
    assert (font_of(title), title.font.size.pt) == ("方正小标宋_GBK", 22)
    assert (font_of(heading), heading.font.size.pt) == ("黑体", 16)
    assert (font_of(text), text.font.size.pt) == ("仿宋", 16)
    paragraph = next(p for p in document.paragraphs if "1.革新村" in p.text)
    assert paragraph.paragraph_format.line_spacing.pt == pytest.approx(28.95, abs=0.05)
    assert paragraph.paragraph_format.first_line_indent.pt == 32


def test_the_attachment_lists_every_problem(letter):
    table = read(letter).tables[0]

    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == ["序号", "问题", "整改目标", "整改措施", "责任领导", "责任人", "整改时限"]
    assert [row[1] for row in rows[1:]] == ["问题1", "问题2"]
    assert rows[1][6] == "2016年11月29日"


def test_a_notice_of_the_office_is_in_the_form_of_a_file(city):
    with on(2016, 11, 8):
        notice = a_draft(city, NoticeKind.L1)
        drafts.issue_notice(notice, by=city.supervisor)
        document = read(notice_letter(notice))

    assert run_of(document, "仙桃市扶贫攻坚领导小组办公室文件")
    assert not document.sections[0].different_first_page_header_footer
    assert "2016年11月8日印发" in document.paragraphs[-1].text


def test_a_draft_and_a_cancelled_letter_say_so(city):
    with on(2016, 11, 8):
        assert "未编号" in "".join(p.text for p in read(notice_letter(a_draft(city))).paragraphs)
        sent = a_sent(city)
        drafts.cancel_notice(sent, reason="有误", by=city.supervisor)
        document = read(notice_letter(sent))

    assert "（此件已作废）" in "".join(p.text for p in document.paragraphs)
    assert run_of(document, "仙扶督〔2016〕1号")


def test_the_notice_of_an_interview_names_person_time_and_place(city, day):
    interview = an_interview(city, place="市扶贫办会议室")
    interviews.notify_interview(interview, by=city.supervisor)

    text = "".join(p.text for p in read(interview_letter(interview, "领导小组")).paragraphs)

    assert "对欧阳正华（镇长）进行约谈" in text
    assert "2016年12月31日，市扶贫办会议室" in text


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于督办市水务局问题的通知", ["关于督办市水务局问题的通知"]),
        (
            "关于对剅河镇人民政府脱贫攻坚工作开展专项整改的督办函",
            ["关于对剅河镇人民政府脱贫攻坚", "工作开展专项整改的督办函"],
        ),
    ],
)
def test_a_long_title_breaks_between_words(title, lines):
    assert title_lines(title) == lines


def test_the_file_comes_over_the_page_with_its_number_as_name(city, day, client, log_in):
    notice = a_sent(city)
    log_in(user=city.clerk)

    answer = client.get(f"/accountability/notices/{notice.pk}/letter.docx")

    assert answer.status_code == 200
    assert "wordprocessingml" in answer["Content-Type"]
    assert "%E4%BB%99%E6%89%B6%E7%9D%A3" in answer["Content-Disposition"]
    assert Document(io.BytesIO(answer.content)).core_properties.title == notice.title


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_prints_rare_characters(city, tmp_path):
    with on(2016, 11, 8):
        notice = a_sent(city)
        type(notice).objects.filter(pk=notice.pk).update(reason="剅河镇与长埫口镇交界处")
        notice.refresh_from_db()
        (tmp_path / "letter.docx").write_bytes(letter_docx(notice_letter(notice)))

    subprocess.run(
        [
            "soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
            "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "letter.docx"),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    if not shutil.which("pdftotext"):
        return
    text = subprocess.run(
        ["pdftotext", str(tmp_path / "letter.pdf"), "-"], check=True, capture_output=True
    ).stdout.decode()

    assert "剅河镇与长埫口镇交界处" in re.sub(r"\s", "", text)
    assert text.count("\f") == 3, "two pages of letter, one of attachment"
