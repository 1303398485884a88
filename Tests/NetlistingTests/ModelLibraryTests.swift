import CrossbarPrimitives
import Netlisting
import Testing

@Suite struct ModelLibraryTests {
  private func library(_ text: String) throws -> ModelLibrary { try ModelLibrary(text: text, source: "x.lib") }

  /// A subcircuit with the parameters p and q around some cards.
  private func box(_ cards: String) -> String { ".subckt box a b p=1 q=2\n\(cards)\n.ends" }

  /// Expects a refusal of one line, by number and text.
  private func expectRefusal(
    _ text: String, line: Int, quoting quoted: String, because words: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: NetlistError.self, sourceLocation: sourceLocation) { try library(text) }
    guard case .library("x.lib", line, quoted, let reason) = error else {
      Issue.record("unexpected \(error.map { "\($0)" } ?? "success")", sourceLocation: sourceLocation)
      return
    }
    #expect(words.isEmpty || reason.contains(words), "\(reason)", sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    ".subckt x a b params: p=1 q={2*p}\nR1 a b {p+q}\n.ends",
    ".subckt x a b params:p=1 q=2\nR1 a b {p+q}\n.ends",
    ".SUBCKT X A B P = 1 Q = {2*P}\nR1 A B {P+Q}\n.ENDS X",
    ".subckt x (a b) p=1 q='2 * p'\nR1 a b 'p+q'\n.ends",
    ".subckt x a b\n+ p=1 ; one\n* a comment between\n+ q=2 $ two\nR1 a b\n+ {p+q} // sum\n.ends",
    ".subckt x a b\r\n+ p=1 q=2\r\nR1 a b {p+q}\r\n.ends\r\n",
    ".param one=1\n.subckt x a b p={one} q={one + p}\nR1 a b {p}\n.ends",
    "  .subckt x, a, b, p=1 q=2\n\tR1 a b {p}\n  .ends",
  ])
  func readsSubcircuits(text: String) throws {
    let subcircuit = try #require(try library(text).subcircuits["x"])
    #expect(subcircuit.terminals == ["a", "b"])
    #expect(subcircuit.parameters == ["p", "q"])
  }

  @Test func modelsInsideASubcircuitAreNotGlobal() throws {
    let text = ".model D1 D(is=1e-14)\n.model n1 NMOS (level=1 vto= 0.7)\n" + box(".model inner d\nD1 a b inner")
    #expect(try library(text).models == ["d1": "d", "n1": "nmos"])
    #expect(try library(text).subcircuits.keys.sorted() == ["box"])
  }

  @Test func keepsTheTextForTheSimulator() throws {
    #expect(try library("* note\r\n.model d1 d\r\n\r\n").text == "* note\n.model d1 d")
  }

  @Test(arguments: [
    "{p}", "'p'", "{p+q*2}", "{(p+q)/2}", "{-p}", "{+p}", "{p*-2}", "{max(p,q)}", "{ sqrt ( p ) }", "{p>1?p:q}", "{p**2+q^2}",
    "{p-(-q)}", "{max(+p,-q)}", "{p?-q:-1}", "{p*-.5}", "{{p}+1}", "'{p}+1'", "r={{p}+1}", "r=q ,",
    "{p==1 && q!=2 || !p}", "{1.5meg+2k}", "{1e-9*p}", "{.5+1.}", "{ternary_fcn(p,1,2)}", "{temper+p}", "{temper}", "1k",
    "{p}k", "r={p}", "r=p", "r = p tc = 1e-3", "1k tc={p},{q}",
  ])
  func takesWhatNgspiceCanRead(value: String) throws {
    #expect(try library(box("R1 a b \(value)")).subcircuits.count == 1)
  }

  // Each of these makes ngspice 39 give up for the rest of the process, or crash.
  @Test(arguments: [
    "{1+}", "{(1}", "{}", "{2 3}", "{p q}", "{1)}", "{p,q}", "{sqrt()}", "{max(p)}", "{p@2}", "{#}", "{pi}", "{e}", "{boltz}",
    "{temp}", "{1.2.3}", "{p|q}", "{p and q}", "'p+nope'", "{p_.x}", "{foo(p)}", "{if(p,1,2)}", "{_p}", "{p", "'p", "p}",
    "{c}", "{table(1,2,3)}", "{defined(zz)}", "{p div 2}", "r=nope", "r = nope", "{planck}", "{p++1}", "{p*/2}", "{not(p)}",
    "temper", "3 tc=nope", "{p?1}", "{.}", "{!-p}", "{1k3}", "r===p", "r=1)/(2", "{\"p\"}", "r=q,",
    "{p*-q}", "{p-+1}", "{p?+q:1}", "{p?1:-q}", "{--p}", "{p-(+-q)}", "1k tc=p,q",
  ])
  func refusesWhatNgspiceDoesNotSurvive(value: String) {
    expectRefusal(box("C1 a b 1\nR1 a b \(value)"), line: 3, quoting: "R1 a b \(value)", because: "")
  }

  @Test func namesTheUndefinedParameterWithItsLine() {
    let why = "the parameter 'r_on' is used but nowhere above defined"
    expectRefusal("* head\n\n" + box("R1 a b\n+ {p +\n+ R_on}"), line: 4, quoting: "R1 a b {p + R_on}", because: why)
    expectRefusal(".param x={r_on}\n.model d d", line: 1, quoting: ".param x={r_on}", because: why)
    expectRefusal(".param r_on=r_on\n.model d d", line: 1, quoting: ".param r_on=r_on", because: why)
    expectRefusal(".model d d is={r_on}", line: 1, quoting: ".model d d is={r_on}", because: why)
    expectRefusal(".model d d(is=r_on)", line: 1, quoting: ".model d d(is=r_on)", because: why)
    expectRefusal(box("X1 a b other r=r_on"), line: 2, quoting: "X1 a b other r=r_on", because: why)
    expectRefusal(box("B1 a b I=r_on*V(a,b)"), line: 2, quoting: "B1 a b I=r_on*V(a,b)", because: why)
    expectRefusal(box("B1 a b I={r_on}*V(a,b)"), line: 2, quoting: "B1 a b I={r_on}*V(a,b)", because: why)
    expectRefusal(".subckt x a b p=r_on\nR1 a b 1\n.ends", line: 1, quoting: ".subckt x a b p=r_on", because: why)
    // A parameter of one subcircuit is none of the next one's.
    expectRefusal(
      ".subckt x a b r_on=1\nR1 a b {r_on}\n.ends\n" + box("R1 a b {r_on}"), line: 5, quoting: "R1 a b {r_on}", because: why)
  }

  @Test func readsControlledSources() throws {
    for card in [
      "B1 a b I = {p}*V(a,b)*exp(-max(V(a),0)/{q})", "B1 a b V=pi*time*temper+e+p", "B1 a b I='V(a,b)*p'",
      "E1 a b vol='V(a,b)*2'", "E1 a b value={V(a,b)*p}", "E1 a b a b {p}", "G1 a b cur='I(v1)*q'", "G1 a b a b 2",
    ] {
      #expect(try library(box(card)).subcircuits.count == 1, "\(card)")
    }
    expectRefusal(box("B1 a b"), line: 2, quoting: "B1 a b", because: "I=formula or V=formula")
    expectRefusal(box("B1 a b I={1+}*V(a)"), line: 2, quoting: "B1 a b I={1+}*V(a)", because: "'}' stands where")
    for formula in ["V(a)*(", "@r1[i]", "V(a", "V()", "2 3", "V(a)=3", "pi!", "!-V(a)", "{p*V(a)"] {
      let card = "B1 a b I=\(formula)"
      expectRefusal(box(card), line: 2, quoting: card, because: "")
    }
  }

  @Test func readsFunctions() throws {
    // ngspice asks for what a function names where it is called.
    expectRefusal(
      box(".func f(x) {x*a.b}\nR1 a b {f(p)}"), line: 3, quoting: "R1 a b {f(p)}", because: "the parameter 'a.b'")
    #expect(try library(box(".func f(x) {x*nope}\nR1 a b {p}")).subcircuits.count == 1)
    let text = ".func half(x) {x/2}\n.func mean(x, y) = 'half(x)+half(y)'\n" + box("R1 a b {mean(p,q)}")
    #expect(try library(text).subcircuits.count == 1)
    for (card, words) in [
      (".func", "a name, arguments"), (".func f {3}", "a name, arguments"), (".func f(x)", "where a value"),
      (".func f(x) x*nope", "'nope'"), (".func f(x) {f(x)}", "the function 'f'"),
    ] {
      expectRefusal(card + "\n.model d d", line: 1, quoting: card, because: words)
    }
    expectRefusal(
      ".func f(x,y) {x*y}\n" + box("R1 a b {f(1)}"), line: 3, quoting: "R1 a b {f(1)}", because: "2 arguments; 1 are given")
  }

  /// ngspice gives up on braces within braces in these, and passes over what follows the outer ones.
  @Test func bracesAreAroundAllOfAParametersValue() throws {
    for card in [".param z={{p}+1}", ".param z=1+{p}", ".param z='{p}+1'", ".model d d(is={{p}*1e-15})"] {
      expectRefusal(box(card), line: 2, quoting: card, because: "braces within a value")
    }
    #expect(throws: NetlistError.self) { try library(box(".param z={p}+1\nR1 a b {z}")).typed() }
    #expect(try library(box(".func f(x) {{x}+1}\nR1 a b {f(p)}")).typed().subcircuits.count == 1)
  }

  /// ngspice 39.3 never ends on one.
  @Test func aCommaThatTouchesAValueIsRefused() throws {
    for card in [".param a=1, b=2", ".param a={1},b={2}", ".subckt s a b m=1, n=2"] {
      expectRefusal("* x\n" + card, line: 2, quoting: card, because: "never reads past a comma")
    }
    for card in [".param a=1 , b=2", ".param a={max(1, 2)} b=2", ".param a=1,"] {
      #expect(throws: Never.self) { try library(card + "\n.model d d") }
    }
  }

  @Test func takesVersionsAndStringsAsTheyAre() throws {
    #expect(try library(".model n nmos level=14 version=4.5.0").models == ["n": "nmos"])
  }

  @Test func refusesWhatIsNoLibrary() {
    expectRefusal("", line: 1, quoting: "", because: "neither a .model nor a .subckt")
    expectRefusal("\n* only words\n", line: 1, quoting: "", because: "neither a .model nor a .subckt")
    expectRefusal("lorem ipsum", line: 1, quoting: "lorem ipsum", because: "no SPICE element")
    expectRefusal("+ p=1\n.model d d", line: 1, quoting: "+ p=1", because: "no SPICE element")
    expectRefusal("R1 a b 1k", line: 1, quoting: "R1 a b 1k", because: "outside of any .subckt")
    expectRefusal(box("R1 a"), line: 2, quoting: "R1 a", because: "no SPICE element")
    expectRefusal(".model d", line: 1, quoting: ".model d", because: "a name and a type")
    expectRefusal(".model d (is=1)", line: 1, quoting: ".model d (is=1)", because: "a name and a type")
    expectRefusal(".subckt x", line: 1, quoting: ".subckt x", because: "a name and terminals")
    expectRefusal(".subckt x p=1", line: 1, quoting: ".subckt x p=1", because: "a name and terminals")
    expectRefusal(".subckt x a A\n.ends", line: 1, quoting: ".subckt x a A", because: "one name")
    expectRefusal(".param x\n.model d d", line: 1, quoting: ".param x", because: "name=value")
  }

  @Test func refusesSubcircuitsThatDoNotNestOrEnd() {
    expectRefusal(box(".subckt y c d"), line: 2, quoting: ".subckt y c d", because: "inside the .subckt of line 1")
    expectRefusal("\n.subckt y c d\nR1 c d 1", line: 2, quoting: ".subckt y c d", because: "never closed")
    expectRefusal(box("") + "\n.ends", line: 4, quoting: ".ends", because: "closes no .subckt")
    expectRefusal(box("") + "\n" + box(""), line: 4, quoting: ".subckt box a b p=1 q=2", because: "defined twice")
    expectRefusal(".model d d\n.model D d", line: 2, quoting: ".model D d", because: "defined twice")
  }

  @Test(arguments: [".control", ".include x", ".lib x", ".end", ".tran 1 1", ".save all", ".if (1)"])
  func refusesCardsThatDoMoreThanDefine(card: String) {
    expectRefusal(".model d d\n\(card)", line: 2, quoting: card, because: "does not belong into a model library")
  }

  // ngspice runs what follows "*#", as it runs a .control block.
  @Test func refusesHiddenCommandsAndBinaryData() {
    expectRefusal(".model d d\n *# shell rm x", line: 2, quoting: " *# shell rm x", because: "command")
    expectRefusal(".model d d\n* \u{0}\n", line: 2, quoting: "* \u{0}", because: "not text")
    #expect(throws: NetlistError.self) {
      try library(String(decoding: [0x7f, 0x45, 0x4c, 0x46, 2, 1, 0, 0xff, 0xfe], as: UTF8.self))
    }
  }
}
