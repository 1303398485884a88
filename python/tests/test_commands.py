"""The package with the real program: MXBAR names it where it is not in PATH or built in this checkout."""

import inspect
import json
import keyword
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

import numpy as np

import mxbar

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from json_schema import problems  # noqa: E402
from notebook import execute  # noqa: E402

try:
    import pandas
except ImportError:
    pandas = None


def asked(*words):
    """The program's answer to help WORDS --json."""
    answer = subprocess.run([mxbar.program(), "help", *words, "--json"], capture_output=True, check=True)
    return json.loads(answer.stdout)


def setUpModule():
    global PROGRAM
    # Processes that tests start, in other folders, are to find the same one.
    os.environ["MXBAR"] = mxbar.program()
    PROGRAM = asked()


class WithFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)


class Commands(unittest.TestCase):
    def test_every_command_has_a_function_with_signature_and_help(self):
        self.assertGreater(len(PROGRAM["commands"]), 20)
        self.assertEqual(PROGRAM["version"], mxbar.__version__)
        for command in PROGRAM["commands"]:
            place = mxbar
            for word in command["command"].split():
                place = getattr(place, word)
            parameters = inspect.signature(place).parameters
            for option in command["options"]:
                name = option["option"][2:].replace("-", "_")
                name += "_" if keyword.iskeyword(name) else ""
                if name != "json":
                    self.assertIn(name, parameters)
                    self.assertIn(f"{name} : ", place.__doc__)
        self.assertEqual(mxbar.netlist.import_, getattr(mxbar.netlist, "import"))
        self.assertIn("sneak", dir(mxbar))
        self.assertIn("fit", dir(mxbar.device))
        self.assertIn("laboratory", mxbar.device.__doc__)
        parameters = inspect.signature(mxbar.window).parameters
        self.assertEqual(parameters["widths"].default, (1, 5, 20, 100))
        self.assertEqual(parameters["seed"].default, 1)
        self.assertIs(parameters["resume"].default, False)

    def test_what_the_program_says_of_itself_fits_its_schema(self):
        schema = json.loads((HERE.parents[1] / "docs" / "help.schema.json").read_text())
        for answer in (dict(PROGRAM), asked("netlist"), asked("sneak"), asked("device", "show")):
            self.assertEqual(problems(answer, schema), [])
            answer.pop("explanation")
            self.assertNotEqual(problems(answer, schema), [])
            try:
                import jsonschema
            except ImportError:
                continue
            self.assertRaises(jsonschema.ValidationError, jsonschema.validate, answer, schema)
            jsonschema.validate(dict(answer, explanation=""), schema)

    def test_wrong_names_and_values_are_refused(self):
        for call, kind, text in [
            (
                lambda: mxbar.sneak(rwos=4),
                TypeError,
                "mxbar.sneak() has no option 'rwos'. Did you mean 'rows'?",
            ),
            (lambda: mxbar.device.iv("x"), TypeError, "give options by name"),
            (lambda: mxbar.sneak(rows=True), TypeError, "rows takes a value (count)"),
            (lambda: mxbar.solve(all=1), TypeError, "all is True or False"),
            (lambda: mxbar.sneek, AttributeError, "Did you mean 'sneak'?"),
            (lambda: mxbar.device.ivv, AttributeError, "Did you mean 'iv'?"),
            (lambda: mxbar.sneak(row=99), mxbar.Error, "--row is 99; allowed is 0 to 15, for the array."),
            (
                lambda: mxbar.device.show("nix"),
                mxbar.Error,
                "'nix': there is no such device; allowed are ag-mos2",
            ),
        ]:
            with self.subTest(text), self.assertRaises(kind) as caught:
                call()
            self.assertIn(text, str(caught.exception))
        with self.assertRaises(mxbar.Error) as caught:
            mxbar.sneak(row=99)
        self.assertEqual(caught.exception.status, 64)
        self.assertNotIn("Usage", str(caught.exception))


class Results(WithFolder):
    def test_a_study_gives_figures_tables_pictures_and_a_page(self):
        result = mxbar.sneak(rows=4, columns=5, write_voltage_V=3.0, progress=False)
        self.assertEqual((result.figures["rows"], result.figures["columns"], result.seed), (4, 5, 1))
        self.assertEqual(result.settings["write_voltage_V"], 3)
        cells = result.tables["cells"]
        self.assertEqual(len(cells), 20)
        self.assertEqual(sum(cells["selected"]), 1)
        self.assertGreater(min(cells["drawn.r_lrs_ohm"]), 0)
        if pandas:
            self.assertIsInstance(cells, pandas.DataFrame)
        self.assertEqual(next(iter(result.pictures)), "disturb-map")
        self.assertTrue(result.picture._repr_png_().startswith(b"\x89PNG"))
        self.assertIn("data:image/png", result._repr_html_())
        self.assertIn("<html", result.page.read_text()[:200])
        self.assertTrue(str(result).startswith("Cell (0, 0) of a 4 x 5"))
        self.assertNotIn(str(result.folder), result.text)
        again = mxbar.sneak(config=result.folder / "run.json", progress=False)
        self.assertEqual(again.figures["margin"], result.figures["margin"])
        folder = result.folder
        self.assertTrue(folder.is_dir())
        del result, again
        self.assertFalse(folder.exists())

    def test_a_named_folder_stays(self):
        out = self.folder / "kept"
        for times in range(2):
            mxbar.solve(resistances=np.full((2, 2), 1e4), voltages=np.ones(2), out=out, overwrite=times > 0)
        self.assertTrue((out / "run.json").is_file())
        self.assertTrue((self.folder / "kept-inputs" / "resistances.npy").is_file())
        with self.assertRaisesRegex(mxbar.Error, "--overwrite"):
            mxbar.solve(resistances=np.full((2, 2), 1e3), voltages=np.ones(2), out=out)

    def test_arrays_go_in_and_come_out(self):
        resistances, voltages = np.array([[1e3, 2e3], [4e3, np.inf]]), np.array([[0.1, 0.2], [0.3, 0.0]])
        result = mxbar.solve(resistances=resistances, voltages=voltages)
        np.testing.assert_allclose(
            result.arrays["output_current_A"], voltages.T @ (1 / resistances), rtol=1e-6
        )
        pattern = np.array([[1, 0], [0, 1]])
        self.assertEqual(mxbar.sneak(pattern=pattern, progress=False).figures["rows"], 2)

    def test_decks_are_text_or_files(self):
        deck = mxbar.netlist.read(
            rows=2, columns=2, cells=np.full((2, 2), 1e4), expected=False, progress=False
        )
        self.assertTrue(deck.text.startswith("* READ of row 0 of a 2 x 2 1T1R array"))
        self.assertIsNone(deck.folder)
        path = self.folder / "read.cir"
        mxbar.netlist.read(rows=2, columns=2, out=path, progress=False)
        check = mxbar.netlist.check(path)
        self.assertTrue(all(check.tables["figures"]["passes"]))

    def test_a_failed_comparison_raises_with_its_result(self):
        path = self.folder / "divider.cir"
        path.write_text(
            "* divider\n* expect v(out) = 0.7 V\nV1 in 0 1\nR1 in out 1k\nR2 out 0 1k\n.op\n.end\n"
        )
        with self.assertRaises(mxbar.Error) as caught:
            mxbar.netlist.check(path)
        self.assertEqual(caught.exception.status, 1)
        self.assertAlmostEqual(caught.exception.result.figures["figures"][0]["found"], 0.5)

    def test_measured_tables_become_a_device(self):
        sweeps = mxbar.device.iv(count=3, cycles=2, progress=False).tables["sweeps"]
        fit = mxbar.device.fit(sweeps, name="mine", progress=False)
        self.assertEqual(fit.figures["devices"], 3)
        self.assertTrue(any("6 loops of 3 devices" in message for message in fit.messages))
        self.assertIn("mine", mxbar.device.show(fit.folder, progress=False).text)

    def test_sweeps_take_a_command_by_its_words(self):
        self.assertEqual(
            mxbar.sneak.words(cell="1T1R", sizes=[4, 8], off_gate_voltage=-0.1),
            ["sneak", "--cell", "1T1R", "--sizes", "4,8", "--off-gate-voltage=-0.1"],
        )
        sweep = mxbar.sweep(
            mxbar.sneak.words(cell="1R"), vary={"rows": [2, 4]}, metric="margin", progress=False
        )
        self.assertEqual(list(sweep.tables["sweep"]["rows"]), [2, 4])
        again = mxbar.sweep("sneak --cell 1R", vary="rows=2,4", metric="margin", progress=False)
        self.assertEqual(list(again.tables["sweep"]["margin"]), list(sweep.tables["sweep"]["margin"]))

    def test_images_are_written_as_idx(self):
        images = np.linspace(0, 1, 2 * 3 * 4).reshape(2, 3, 4)
        mxbar.write_images(self.folder / "data", (images, [0, 1]), (images, [1, 0]))
        data = (self.folder / "data" / "t10k-images-idx3-ubyte").read_bytes()
        self.assertEqual(data[:16], bytes([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4]))
        self.assertEqual((data[16], data[-1]), (0, 255))
        with self.assertRaisesRegex(ValueError, "allowed is 0 to 255"):
            mxbar.write_images(self.folder / "data", (images * 2, [0, 1]), (images, [1, 0]))


class Tables(unittest.TestCase):
    def test_records_become_columns(self):
        records = [
            {"name": "a", "set": {"share": 1, "of": 3}, "flag": True},
            {"name": "b", "set": {"share": 0.5, "of": 4}},
        ]
        table = mxbar.table(records)
        self.assertEqual(list(table["set.share"]), [1, 0.5])
        self.assertEqual(list(table["set.of"]), [3, 4])
        self.assertEqual(list(table["name"]), ["a", "b"])


class Processes(WithFolder):
    def test_an_interrupt_ends_the_program_and_is_raised(self):
        out = self.folder / "out"

        def interrupt():
            # Once there is a row to keep.
            table, patience = out / "parameters.csv", time.monotonic() + 60
            while time.monotonic() < patience and not (table.is_file() and table.read_text().count("\n") > 1):
                time.sleep(0.1)
            os.kill(os.getpid(), signal.SIGINT)

        threading.Thread(target=interrupt, daemon=True).start()
        with self.assertRaises(KeyboardInterrupt) as caught:
            mxbar.device.statistics(count=20_000, out=out, progress=False)
        self.assertIn("--resume", str(caught.exception))
        self.assertTrue((out / "parameters.csv").is_file())
        self.assertFalse((out / "run.json").exists())

    def test_progress_is_one_line(self):
        shown = subprocess.run(
            [sys.executable, "-c", "import mxbar; mxbar.device.statistics(count=4, progress=True)"],
            env=dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path)),
            capture_output=True,
        )
        self.assertRegex(shown.stderr, rb"\rsweeping devices: \d of 4 \(\d+ %\)")
        self.assertNotIn(b"\n", shown.stderr)

    def test_without_the_program_the_package_can_be_imported(self):
        lines = (
            "import os, mxbar\n"
            "os.environ['MXBAR'] = '/nowhere/mxbar'\n"
            "print(mxbar.Error.__name__, len(dir(mxbar)) > 3)\n"
            "try: mxbar.sneak\n"
            "except mxbar.ProgramNotFound as error: print(error)"
        )
        answer = subprocess.run(
            [sys.executable, "-c", lines],
            env=dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path)),
            capture_output=True,
            text=True,
        )
        self.assertEqual(
            answer.stdout, "Error True\nMXBAR is '/nowhere/mxbar', which is no program\n", answer.stderr
        )


class Notebooks(unittest.TestCase):
    def test_device(self):
        names, shown = execute(HERE.parent / "notebooks" / "device.ipynb")
        self.assertIn("24 sweeps of 12 devices", str(names["fit"]))
        self.assertTrue(any(isinstance(value, mxbar.Picture) for value in shown))
        self.assertEqual(len(names["points"]), 16)

    def test_network(self):
        names, _ = execute(HERE.parent / "notebooks" / "network.ipynb")
        accuracies = names["accuracies"]
        self.assertGreater(min(accuracies["quantized"]), 0.9)
        # Verified writing leaves fewer wrong bits.
        self.assertLess(list(accuracies["bit errors"])[1], list(accuracies["bit errors"])[0])
        self.assertEqual(len(names["points"]), 4)

    def test_they_are_stored_without_outputs(self):
        for path in (HERE.parent / "notebooks").glob("*.ipynb"):
            for cell in json.loads(path.read_text())["cells"]:
                self.assertFalse(cell.get("outputs"), path)


if __name__ == "__main__":
    unittest.main()
