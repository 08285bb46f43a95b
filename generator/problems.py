"""What is wrong or doubtful, where it is, and the one exception for a file that cannot be used.

A problem carries a code, a severity, a place and values; the words for a person come from
``generator.language``. Readers return their value together with a list of problems and
raise :class:`UnusableFile` only when there is nothing to return.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much a problem matters: an error has to be mended, advice may be ignored."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True)
class Place:
    """Where a person finds the problem.

    ``file`` is a file name or path, ``sheet`` a sheet title as it stands in the workbook,
    ``cell`` an A1 reference (``C12``), and ``tag`` the tag of an answer field
    (``in_depth.K3.score``). In a document without fields ``heading`` is the nearest one above,
    ``near`` some of the text there, and ``region`` where that is if not in the body (``header``).
    Empty parts are left out when the place is written.
    """

    file: str = ""
    sheet: str = ""
    cell: str = ""
    tag: str = ""
    region: str = ""
    heading: str = ""
    near: str = ""


class Tag(str):
    """The tag of an answer field as a value of a problem; people see the name of the field."""

    __slots__ = ()


@dataclass(frozen=True)
class Problem:
    """One entry for a person: code and severity from :data:`CATALOGUE`, place, and the values of the words."""

    code: str
    severity: Severity
    place: Place
    values: Mapping[str, Any] = field(default_factory=dict)


class UnusableFile(Exception):
    """A file that cannot be used at all; ``problem`` says why and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


ERROR, WARNING, ADVICE = Severity.ERROR, Severity.WARNING, Severity.ADVICE

CATALOGUE: Mapping[str, Severity] = {
    # A file as a whole
    "file_missing": ERROR,
    "file_unreadable": ERROR,
    "file_is_folder": ERROR,
    "file_gone": ERROR,
    "file_changing": ERROR,
    "file_not_ordinary": ERROR,
    "link_broken": ERROR,
    "folder_link": WARNING,
    "not_a_workbook": ERROR,
    "damaged_workbook": ERROR,
    "workbook_too_large": ERROR,
    "old_workbook": ERROR,
    "opendocument_workbook": ERROR,
    "encrypted": ERROR,
    "password_wrong": ERROR,
    "encryption_unknown": ERROR,
    "password_file_not_text": ERROR,
    "password_file_empty": ERROR,
    "lock_file": WARNING,
    # The workbook
    "missing_sheet": ERROR,
    "absent_sheet": ADVICE,
    "unknown_sheet": ADVICE,
    "missing_header": ERROR,
    "missing_column": ERROR,
    "unknown_column": ADVICE,
    "repeated_column": ERROR,
    "repeated_sheet": ERROR,
    "missing_key": ERROR,
    "unknown_key": ADVICE,
    "repeated_key": ERROR,
    "missing_value": ERROR,
    "missing_rows": ERROR,
    "not_in_list": ERROR,
    "not_a_number": ERROR,
    "not_a_whole_number": ERROR,
    "number_out_of_range": ERROR,
    "not_a_date": ERROR,
    "not_a_time": ERROR,
    "date_in_text": ERROR,
    "cell_error": ERROR,
    "formula_without_value": ERROR,
    "bad_character": ERROR,
    "bad_id": ERROR,
    "merged_id": ERROR,
    "id_given": ADVICE,
    "id_clash": ERROR,
    # The plan
    "duplicate_id": ERROR,
    "reserved_id": ERROR,
    "unknown_reference": ERROR,
    "duplicate_row": ERROR,
    "scale_gap": ERROR,
    "wrong_part": ERROR,
    "requirement_not_named": ERROR,
    "requirement_misplaced": ERROR,
    "follow_ups_misplaced": WARNING,
    "requirement_unused": WARNING,
    "part_not_in_agenda": WARNING,
    "criterion_missing": WARNING,
    # The rules of the method
    "scale_without_anchor": WARNING,
    "part_without_content": WARNING,
    "single_method": WARNING,
    "requirement_not_measured": WARNING,
    "must_by_one_method": ADVICE,
    "requirement_one_question": ADVICE,
    "requirement_many_questions": ADVICE,
    "questions_not_in_agenda": WARNING,
    "suitability_undefined": WARNING,
    "requirement_not_advertised": ADVICE,
    "requirement_not_advertised_public": WARNING,
    "criterion_without_requirement": WARNING,
    "criterion_unasked": ADVICE,
    "many_candidates": ADVICE,
    "names_alike": ADVICE,
    "part_too_short": WARNING,
    "part_tight": ADVICE,
    "slot_too_short": WARNING,
    "slot_past_midnight": WARNING,
    "slots_overlap": WARNING,
    "panels_differ": WARNING,
    # The rules that a plan silences
    "rule_unknown": WARNING,
    "rule_not_silenced": WARNING,
    # Rules: wording
    "question_hypothetical": WARNING,
    "question_leading": WARNING,
    "question_double": ADVICE,
    "question_yes_no": ADVICE,
    "requirement_vague": WARNING,
    "wording_gendered": WARNING,
    "wording_age": WARNING,
    "asks_pregnancy": WARNING,
    "asks_family": WARNING,
    "asks_religion": WARNING,
    "asks_ethnicity": WARNING,
    "asks_health": WARNING,
    "asks_orientation": WARNING,
    "asks_gender_identity": WARNING,
    "asks_age": WARNING,
    "asks_politics": WARNING,
    "asks_union": WARNING,
    "asks_pay": WARNING,
    # Starting from an earlier plan
    "from_other_kind": ERROR,
    "basis_kept": ADVICE,
    "beside_cleared": ADVICE,
    "below_kept": ADVICE,
    "candidate_left": WARNING,
    # The copy with the problems
    "annotated_unsigned": ADVICE,
    "not_annotated": ERROR,
    # Making forms
    "no_candidates": ERROR,
    "panel_without_scorers": ERROR,
    "case_number_missing": ERROR,
    "keep_until_early": ERROR,
    "candidate_withdrawn": ADVICE,
    "template_unusable": ERROR,
    "template_name": ERROR,
    "template_field_missing": ERROR,
    "template_field_doubled": ERROR,
    "template_field_misleading": ERROR,
    "template_field_unread": ERROR,
    "template_left_over": ERROR,
    # A template: the file
    "template_too_large": ERROR,
    "template_heavy": ADVICE,
    "template_not_plain": ERROR,
    "template_is_form": ERROR,
    "template_linked": ERROR,
    "template_active": ERROR,
    "template_attached": WARNING,
    "template_protected": ERROR,
    "template_mail_merge": ERROR,
    "template_tracked_changes": ERROR,
    "template_comments": ADVICE,
    "template_own_control": ERROR,
    # A template: its code
    "template_bracket": ERROR,
    "template_mended": ADVICE,
    "template_tag": ERROR,
    "template_syntax": ERROR,
    "template_not_list": ERROR,
    "template_of_list": ERROR,
    "template_not_text": ERROR,
    "template_field_of": ERROR,
    "template_field_outside": ERROR,
    "template_block_open": ERROR,
    "template_block_unopened": ERROR,
    "template_block_crossed": ERROR,
    "template_block_uneven": ERROR,
    "template_level": ERROR,
    "template_swallows": ERROR,
    "template_swallows_picture": ERROR,
    "template_swallows_section": ERROR,
    "template_fails": ERROR,
    "template_endless": ERROR,
    # A template: the forms that it gives
    "template_section_missing": WARNING,
    "template_labels_alike": ERROR,
    "template_field_unlabelled": WARNING,
    "template_header_renamed": ADVICE,
    "template_label_renamed": ADVICE,
    "template_header_of_other": WARNING,
    "template_form_id_missing": WARNING,
    "template_candidate_missing": WARNING,
    "template_language": WARNING,
    "template_other_document": ERROR,
    "template_silent": WARNING,
    "form_kept_outdated": WARNING,
    "form_kept_open": WARNING,
    "form_kept_other_name": ERROR,
    "form_without_candidate": ADVICE,
    "form_without_member": ADVICE,
    "name_taken": WARNING,
    "not_written": ERROR,
    # Printing forms
    "libreoffice_missing": ERROR,
    "pdf_failed": ERROR,
    "pdf_too_slow": ERROR,
    "pdf_not_made": ERROR,
    "pdf_given_up": ERROR,
    "pdf_not_joined": ERROR,
    "pdf_form_kept": WARNING,
    "pdf_kept": WARNING,
    "pdf_earlier": ADVICE,
    "one_file_incomplete": WARNING,
    # Reading forms
    "form_unreadable": ERROR,
    "form_too_large": ERROR,
    "form_too_complex": ERROR,
    "not_a_form": ADVICE,
    "folder_without_forms": WARNING,
    "word_lock_file": WARNING,
    "old_document": ERROR,
    "opendocument_document": ERROR,
    "macro_document": ERROR,
    "damaged_document": ERROR,
    "form_other_plan": ERROR,
    "form_newer_version": ERROR,
    "form_older_version": ERROR,
    "form_identity_differs": ERROR,
    "form_identity_lost": ERROR,
    "form_unknown_candidate": ERROR,
    "form_name_differs": ERROR,
    "form_unexpected_member": ERROR,
    "form_member_differs": ERROR,
    "form_blank": ERROR,
    "form_named_for_other": WARNING,
    "form_of_withdrawn": WARNING,
    "form_of_absent": WARNING,
    "form_empty_copy": ADVICE,
    "form_repeated": ADVICE,
    "form_conflict": ERROR,
    "form_missing": ERROR,
    "form_missing_member": ERROR,
    "agreed_missing": ADVICE,
    "form_texts_lost": ERROR,
    "text_changed": ERROR,
    "scale_changed": ERROR,
    "setting_changed": WARNING,
    "no_fields_found": ERROR,
    "item_added": ERROR,
    "item_removed": ERROR,
    "field_not_found": ERROR,
    "field_ambiguous": ERROR,
    "field_disagrees": ERROR,
    "field_merged": ERROR,
    "text_outside_fields": ADVICE,
    "picture_not_read": WARNING,
    "drawing_outside_fields": WARNING,
    "paper_not_read": WARNING,
    "embedded_not_read": WARNING,
    "symbol_not_read": WARNING,
    "number_not_read": ERROR,
    "struck_out": ERROR,
    "remarks_not_read": WARNING,
    "remarks_collected": ADVICE,
    "remarks_left_out": WARNING,
    "bad_score": ERROR,
    "bad_met": ERROR,
    "bad_recommend": ERROR,
    "bad_tick": ERROR,
    # Reading a score sheet
    "not_a_scoresheet": ERROR,
    "scoresheet_empty": ADVICE,
    "scoresheet_without_people": ERROR,
    "scoresheet_page_not_read": ADVICE,
    "scoresheet_columns_missing": ADVICE,
    "scoresheet_column_unknown": WARNING,
    "scoresheet_row_unnamed": ERROR,
    "scoresheet_row_lost": ERROR,
    "scoresheet_form_id_differs": ERROR,
    "scoresheet_row_repeated": ADVICE,
    "scoresheet_row_conflict": ERROR,
    "scoresheet_merged": ERROR,
    "sheet_disagrees": ERROR,
    "sheet_adds_text": ADVICE,
    # Reading results that were corrected
    "not_results": ERROR,
    "results_without_record": ERROR,
    "results_other_version": ERROR,
    "results_damaged": ERROR,
    "results_other_plan": ERROR,
    "results_plan_changed": ERROR,
    "results_sheet_missing": ERROR,
    "results_row_missing": ERROR,
    "results_row_repeated": ERROR,
    "results_column_missing": ERROR,
    "results_column_repeated": ERROR,
    "results_text_missing": ERROR,
    "results_text_repeated": ERROR,
    "results_row_added": WARNING,
    "results_row_unknown": ERROR,
    "results_of_several": ERROR,
    "results_remark_changed": WARNING,
    "figure_typed_over": WARNING,
    "figures_typed_over": WARNING,
    # Copies with totals
    "copy_of_sheet": ADVICE,
    "copy_untouched": ADVICE,
    "copy_changed": ERROR,
    "copy_encrypted": ERROR,
    "copy_signed": ERROR,
    "copy_other_kind": ERROR,
    "copy_unsafe": ERROR,
    "copy_total_uncounted": WARNING,
    "copy_total_no_room": WARNING,
    # A form's own view
    "inspect_not_a_form": ERROR,
    "inspect_template": ERROR,
    "inspect_identity_lost": ERROR,
    "inspect_texts_lost": WARNING,
    "inspect_part_unknown": WARNING,
    "inspect_scale_lost": WARNING,
    # Deleting
    "purge_not_a_folder": ERROR,
    "purge_too_many": ERROR,
    "purge_link": ADVICE,
    "purge_doubtful": WARNING,
    "purge_not_archived": ERROR,
    "purge_no_date": ERROR,
    "purge_too_early": ERROR,
    "purge_plan_open": ERROR,
    "purge_open": ERROR,
    "purge_changed": ERROR,
    "purge_failed": ERROR,
    # The figures
    "scores_missing": WARNING,
    "total_differs": WARNING,
    "total_unreadable": WARNING,
    "low_score_on_must": ADVICE,
    "comparison_closed": WARNING,
    "comparison_opened": WARNING,
    "candidates_close": ADVICE,
    "text_split": ADVICE,
    # Feedback to candidates, and extracts
    "report_unknown_candidate": ERROR,
    "feedback_names_candidate": ERROR,
    "feedback_tells_score": ERROR,
    "feedback_perhaps_names": WARNING,
    "feedback_compares": WARNING,
    "feedback_names_member": WARNING,
    "feedback_plan_names_candidate": ERROR,
    "feedback_without_agreed": WARNING,
    "feedback_undecided": ADVICE,
    "feedback_without_texts": WARNING,
    "feedback_other_language": ADVICE,
    "feedback_language_unknown": WARNING,
    "extract_names_candidate": WARNING,
}

TELL_FIGURES = frozenset({"total_differs", "total_unreadable", "low_score_on_must"})
"""The codes that tell a score or a sum of a form that could be read."""


def problem(code: str, place: Place | None = None, **values: Any) -> Problem:
    """Return a problem of the catalogue; an unknown code is a KeyError (a mistake of ours)."""
    return Problem(code, CATALOGUE[code], place or Place(), values)


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that have to be mended."""
    return [entry for entry in problems if entry.severity is ERROR]
