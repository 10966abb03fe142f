"""What one line says about its language."""

from __future__ import annotations

import subprocess
import sys

import pytest

from readout.constants.language import LanguageConstants
from readout.model.drafts import Detector
from readout.text.languages.language import judge
from readout.text.languages.opinions import sample

PARAGRAPHS = {
    "en": "The delegations agreed to resume talks on fisheries before the end of the year.",
    "es": "Las delegaciones acordaron reanudar las conversaciones sobre pesca antes de que termine el año.",
    "pt": "As delegações concordaram em retomar as conversações sobre a pesca antes do fim do ano.",
    "fr": "Les délégations sont convenues de reprendre les discussions sur la pêche avant la fin de l’année.",
    "de": "Die Delegationen vereinbarten, die Gespräche über die Fischerei noch in diesem Jahr wieder aufzunehmen.",
    "vi": "Hai phái đoàn đã đồng ý nối lại các cuộc đàm phán về nghề cá trước cuối năm nay.",
    "ru": "Делегации договорились возобновить переговоры о рыболовстве до конца года.",
    "uk": "Делегації домовилися відновити переговори про рибальство до кінця року.",
    "ar": "اتفق الوفدان على استئناف المحادثات بشأن مصائد الأسماك قبل نهاية العام.",
    "fa": "هیئت‌ها توافق کردند که گفتگوها درباره ماهیگیری را پیش از پایان سال از سر بگیرند.",
    "hi": "प्रतिनिधिमंडल वर्ष के अंत से पहले मत्स्य पालन पर बातचीत फिर से शुरू करने पर सहमत हुए।",
    "ko": "양측 대표단은 연말 이전에 어업 회담을 재개하기로 합의했다.",
    "ja": "両代表団は年末までに漁業に関する協議を再開することで合意した。",
    "zh-Hans": "两国代表团同意在年底之前恢复渔业问题谈判。",
    "zh-Hant": "兩國代表團同意在年底之前恢復漁業問題談判。",
    "he": "המשלחות הסכימו לחדש את השיחות בנושא הדיג לפני סוף השנה.",
    "el": "Οι αντιπροσωπείες συμφώνησαν να επαναλάβουν τις συνομιλίες για την αλιεία.",
    "th": "คณะผู้แทนตกลงที่จะกลับมาเจรจาเรื่องการประมงก่อนสิ้นปี",
}


@pytest.mark.parametrize("language", PARAGRAPHS)
def test_a_sentence_is_best_explained_by_its_own_language(
    language: str, detector: Detector, constants: LanguageConstants
) -> None:
    line = judge(PARAGRAPHS[language], detector, constants)
    assert line.best == language
    assert line.scores[language] == 0.0
    assert min(line.scores.values()) >= constants.floor


@pytest.mark.parametrize("text", ["", "2024-04-26", "* * *", "🙂🙂", "aaaaaaaaaaaa", "OK", "\ue000\ue001", "(((((", "12:30"])
def test_a_line_without_information_is_neutral(text: str, detector: Detector, constants: LanguageConstants) -> None:
    assert judge(text, detector, constants).scores == {}


def test_a_script_of_a_language_that_we_do_not_tell_apart_is_undetermined_with_its_script(
    detector: Detector, constants: LanguageConstants
) -> None:
    assert judge("ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ", detector, constants).best == "und-Cher"


def test_han_without_table_evidence_says_so(detector: Detector, constants: LanguageConstants) -> None:
    line = judge("第一章", detector, constants)
    assert (line.best, line.evidence) == ("zh-Hans", "default")


def test_an_upper_case_line_is_read_in_lower_case_and_a_long_one_in_three_parts() -> None:
    assert sample("OFFICE OF THE SPOKESPERSON", 400) == "office of the spokesperson"
    read = sample("a" * 500 + "b" * 500 + "c" * 500, 30)
    assert read == "a" * 10 + " " + "b" * 10 + " " + "c" * 10


def test_a_language_that_only_one_model_knows_can_win(detector: Detector, constants: LanguageConstants) -> None:
    sindhi = "سنڌي ٻولي سنڌ جي ٻولي آهي ۽ سنڌ ۾ ڳالهائي ويندي آهي. هيءَ هڪ قديم ٻولي آهي جيڪا گهڻن ماڻهن جي مادري ٻولي آهي."
    assert judge(sindhi, detector, constants).best == "sd"


def test_importing_the_text_package_loads_no_model_and_no_orchestrator() -> None:
    code = (
        "import sys, readout.text.parts, readout.text.languages.detectors;"
        "print([name for name in ('prefect', 'pyarrow', 'pandas', 'py3langid', 'pycld2', 'pydantic') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
