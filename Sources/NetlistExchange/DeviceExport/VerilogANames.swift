/// Identifiers of a Verilog-A module: legal, none of them reserved, and no two alike.
///
/// SPICE has one name space for nodes, one for parameters and one for elements; a module has one for all.
struct VerilogANames {
  private var used: Set<String> = []

  /// A name that is as near to the wanted one as possible, which nothing else has from now on.
  mutating func take(_ wanted: String) -> String {
    var name = String(wanted.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "_" })
    if name.first.map({ !$0.isLetter && $0 != "_" }) ?? true { name = "_" + name }
    while Self.reserved.contains(name) || used.contains(name) { name += "_" }
    used.insert(name)
    return name
  }

  /// Keywords and functions (Verilog-AMS Language Reference Manual 2.4, annex B), and the disciplines of disciplines.vams. Its
  /// natures and their access functions begin with capitals, which no name here has.
  static let reserved = Set(
    """
    above abs absdelay absdelta abstol ac_stim access acos acosh aliasparam always analog analysis and asin asinh assert assign
    atan atan2 atanh automatic begin branch buf bufif0 bufif1 case casex casez ceil cell cmos config connect connectmodule
    connectrules continuous cos cosh cross current ddiscrete ddt ddt_nature ddx deassign default defparam design disable
    discipline discrete domain driver_update edge electrical else end endcase endconfig endconnectrules enddiscipline endfunction
    endgenerate endmodule endnature endparamset endprimitive endspecify endtable endtask event exclude exp final_step
    flicker_noise floor flow for force forever fork from function generate genvar ground highz0 highz1 hypot idt idt_nature
    idtmod if ifnone incdir include inf initial initial_step inout input instance integer join kinematic kinematic_v laplace_nd
    laplace_np laplace_zd laplace_zp large last_crossing liblist library limexp ln localparam log logic macromodule magnetic max
    medium merged min module nand nature negedge net_resolution nmos noise_table noise_table_log nor noshowcancelled not notif0
    notif1 or output parameter paramset pmos posedge potential pow primitive pull0 pull1 pulldown pullup pulsestyle_ondetect
    pulsestyle_onevent rcmos real realtime reg release repeat resolveto rnmos rotational rotational_omega rpmos rtran rtranif0
    rtranif1 scalared showcancelled signed sin sinh slew small specify specparam split sqrt string strong0 strong1 supply0
    supply1 table tan tanh task thermal time timer tran tranif0 tranif1 transition tri tri0 tri1 triand trior trireg units
    unsigned use uwire vectored voltage wait wand weak0 weak1 while white_noise wire wor wreal xnor xor zi_nd zi_np zi_zd zi_zp
    """.split(whereSeparator: \.isWhitespace).map(String.init))
}
