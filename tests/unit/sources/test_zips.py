"""What is in a zip archive."""

from __future__ import annotations

import io
import zipfile

from pipelines.sources.zips import zipped_files


def test_folders_are_no_files_and_a_member_without_a_name_is_one() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("folder/", "")
        archive.writestr("folder/one.csv", "a")
        archive.writestr(zipfile.ZipInfo(""), "b")
    with zipfile.ZipFile(content) as archive:
        assert [member.filename for member in zipped_files(archive)] == ["folder/one.csv", ""]
