* read of cell (0, 0) of a passive 4 x 4 array
* dialect hspice
* array: 4 rows x 4 columns, numbered from 0; (0, 0) is nearest the drivers
* cells: memristors drawn from ag-mos2 with seed 1
* no transistors, wires 0.5 ohm a segment, drivers 10 ohm
* written by mxbar 0.1.0: mxbar netlist sneak --dialect hspice
* row 0 at 0.1 V, column 0 at 0 V; unselected lines: floating
* RROW_r_c and RCOL_r_c wire up to cell (r, c), XCELL_r_c or RCELL_r_c the cell above its ammeter VCELL_r_c; VLEFTr drives row r, VBOTTOMc holds column c; lines that lead nowhere are left out
* the figures below marked 'expect' are what ngspice 39 found in this circuit
* expect i_vbottom0 = 0.0013618646893482494 A (relative 0.001, absolute 0): current into the selected column's sense node
* expect i_vleft0 = -0.0013618646893482685 A (relative 0.001, absolute 0): current into the selected row's driver, so less than zero
.subckt memristor te be v_set=1.22 v_reset=0.98 r_lrs=519 r_hrs=1100000 w0=0 g_stable=0.00023 can_reset=1
+ v_hold=0.13 g_nucleus=2e-06 v_ohmic=0.2 v_read=0.1 sharpness=0.02 rate_grow=1 rate_nucleus=3
+ rate_dissolve=100 rate_limit=100000 tau_weak=0.002 steepness=12 w_stable_max=0.6
.param v_hold_own='min(v_hold,v_set)'
.param v_span='v_set-v_hold_own'
.param w_nucleus='g_nucleus*r_lrs'
.param w_stable='min(g_stable*r_lrs,w_stable_max)'
.param k_hrs='1/(r_hrs*sqrt(v_read*v_read+v_ohmic*v_ohmic))'
.param v_ohmic_squared='v_ohmic*v_ohmic'
.param grow_resistance='1/(rate_grow*w_nucleus)'
.param l_nucleus='rate_nucleus*w_nucleus/(v_set*v_set)'
.param dissolve_ratio='rate_limit/rate_dissolve'
.param c_dissolve='1e-09*rate_limit*can_reset'
.param c_relax='1e-09/tau_weak'
.param fade='steepness/w_stable'
Gcell te be
+ cur='max(min(V(w),1),0)*V(te,be)/r_lrs+(1-max(min(V(w),1),0))*k_hrs*V(te,be)*sqrt(min(V(te,be)*V(te,be),1000000000000)+v_ohmic_squared)'
Ethreshold v_grow 0 vol='v_hold_own+v_span*exp((-max(V(w),0))/w_nucleus)'
Eformed formed 0 vol='1-1/(1+pow(min(max(V(w),0),1)/w_nucleus,4))'
Ggrow 0 w
+ cur='1e-09*(1-V(w))/(1/(l_nucleus*max(V(te,be),0.01)*max(V(te,be),0.01)+rate_limit*max(V(formed),0))+grow_resistance*exp(max(min((1-V(te,be)/V(v_grow))/sharpness,80),-80)))'
Gdissolve w 0 cur='c_dissolve*V(w)/(1+dissolve_ratio*exp(max(min((1+V(te,be)/v_reset)/sharpness,80),-80)))'
Grelax w 0 cur='c_relax*max(V(w),0)/(max(V(w),0)+w_nucleus)*max(V(w),0)*exp((-min(max(V(w),0)*fade,80)))'
Cw w 0 1e-09 ic='w0'
.ends memristor
.subckt memristor_frozen te be r_lrs=519 r_hrs=1100000 w=0 v_ohmic=0.2 v_read=0.1
.param w_own='max(min(w,1),0)'
.param g_filament='w_own/r_lrs'
.param k_hrs='(1-w_own)/(r_hrs*sqrt(v_read*v_read+v_ohmic*v_ohmic))'
.param v_ohmic_squared='v_ohmic*v_ohmic'
Gcell te be cur='g_filament*V(te,be)+k_hrs*V(te,be)*sqrt(min(V(te,be)*V(te,be),1000000000000)+v_ohmic_squared)'
.ends memristor_frozen
.subckt row_0 row_0_0 col_0_0 col_0_1 col_0_2 col_0_3
RROW_0_1 row_0_0 row_0_1 0.5
RROW_0_2 row_0_1 row_0_2 0.5
RROW_0_3 row_0_2 row_0_3 0.5
XCELL_0_0 row_0_0 m_0_0 memristor_frozen r_lrs=57.75307957050237 r_hrs=28753422.971312482 w=1
VCELL_0_0 m_0_0 col_0_0 DC 0
XCELL_0_1 row_0_1 m_0_1 memristor_frozen r_lrs=587.2897996070343 r_hrs=518441.0220301508 w=1
VCELL_0_1 m_0_1 col_0_1 DC 0
XCELL_0_2 row_0_2 m_0_2 memristor_frozen r_lrs=278.4816762876133 r_hrs=2379785.6776909335 w=1
VCELL_0_2 m_0_2 col_0_2 DC 0
XCELL_0_3 row_0_3 m_0_3 memristor_frozen r_lrs=463.4264456669874 r_hrs=792223.3874600846 w=1
VCELL_0_3 m_0_3 col_0_3 DC 0
.ends row_0
.subckt row_1 col_0_0 col_1_0 col_0_1 col_1_1 col_0_2 col_1_2 col_0_3 col_1_3
RCOL_1_0 col_0_0 col_1_0 0.5
RROW_1_1 row_1_0 row_1_1 0.5
RCOL_1_1 col_0_1 col_1_1 0.5
RROW_1_2 row_1_1 row_1_2 0.5
RCOL_1_2 col_0_2 col_1_2 0.5
RROW_1_3 row_1_2 row_1_3 0.5
RCOL_1_3 col_0_3 col_1_3 0.5
XCELL_1_0 row_1_0 m_1_0 memristor_frozen r_lrs=1024.8770612681137 r_hrs=1018460.3974383998 w=1
VCELL_1_0 m_1_0 col_1_0 DC 0
XCELL_1_1 row_1_1 m_1_1 memristor_frozen r_lrs=189.42474045514146 r_hrs=1174735.156819236 w=1
VCELL_1_1 m_1_1 col_1_1 DC 0
XCELL_1_2 row_1_2 m_1_2 memristor_frozen r_lrs=1998.931339502979 r_hrs=553445.1465171754 w=1
VCELL_1_2 m_1_2 col_1_2 DC 0
XCELL_1_3 row_1_3 m_1_3 memristor_frozen r_lrs=404.86637176844306 r_hrs=98675.2367847756 w=1
VCELL_1_3 m_1_3 col_1_3 DC 0
.ends row_1
.subckt row_2 col_1_0 col_2_0 col_1_1 col_2_1 col_1_2 col_2_2 col_1_3 col_2_3
RCOL_2_0 col_1_0 col_2_0 0.5
RROW_2_1 row_2_0 row_2_1 0.5
RCOL_2_1 col_1_1 col_2_1 0.5
RROW_2_2 row_2_1 row_2_2 0.5
RCOL_2_2 col_1_2 col_2_2 0.5
RROW_2_3 row_2_2 row_2_3 0.5
RCOL_2_3 col_1_3 col_2_3 0.5
XCELL_2_0 row_2_0 m_2_0 memristor_frozen r_lrs=367.2438828451044 r_hrs=9599242.662209392 w=1
VCELL_2_0 m_2_0 col_2_0 DC 0
XCELL_2_1 row_2_1 m_2_1 memristor_frozen r_lrs=1441.5135728791706 r_hrs=529838.410202005 w=1
VCELL_2_1 m_2_1 col_2_1 DC 0
XCELL_2_2 row_2_2 m_2_2 memristor_frozen r_lrs=826.3361977357042 r_hrs=3158628.928401987 w=1
VCELL_2_2 m_2_2 col_2_2 DC 0
XCELL_2_3 row_2_3 m_2_3 memristor_frozen r_lrs=1651.9961283465027 r_hrs=2162958.586734937 w=1
VCELL_2_3 m_2_3 col_2_3 DC 0
.ends row_2
.subckt row_3 col_2_0 col_3_0 col_2_1 col_2_2 col_2_3
RCOL_3_0 col_2_0 col_3_0 0.5
RROW_3_1 row_3_0 row_3_1 0.5
RCOL_3_1 col_2_1 col_3_1 0.5
RROW_3_2 row_3_1 row_3_2 0.5
RCOL_3_2 col_2_2 col_3_2 0.5
RROW_3_3 row_3_2 row_3_3 0.5
RCOL_3_3 col_2_3 col_3_3 0.5
XCELL_3_0 row_3_0 m_3_0 memristor_frozen r_lrs=639.1376892462259 r_hrs=222827.86519850494 w=1
VCELL_3_0 m_3_0 col_3_0 DC 0
XCELL_3_1 row_3_1 m_3_1 memristor_frozen r_lrs=241.34840388692413 r_hrs=3877661.2359405956 w=1
VCELL_3_1 m_3_1 col_3_1 DC 0
XCELL_3_2 row_3_2 m_3_2 memristor_frozen r_lrs=2375.052479151352 r_hrs=467273.2631753275 w=1
VCELL_3_2 m_3_2 col_3_2 DC 0
XCELL_3_3 row_3_3 m_3_3 memristor_frozen r_lrs=439.69073408313 r_hrs=4296679.187840229 w=1
VCELL_3_3 m_3_3 col_3_3 DC 0
.ends row_3
.subckt crossbar row_0_0 col_3_0
XROW_0 row_0_0 col_0_0 col_0_1 col_0_2 col_0_3 row_0
XROW_1 col_0_0 col_1_0 col_0_1 col_1_1 col_0_2 col_1_2 col_0_3 col_1_3 row_1
XROW_2 col_1_0 col_2_0 col_1_1 col_2_1 col_1_2 col_2_2 col_1_3 col_2_3 row_2
XROW_3 col_2_0 col_3_0 col_2_1 col_2_2 col_2_3 row_3
.ends crossbar
VLEFT0 left0 0 DC 0.1
RLEFT_0 left0 row_0_0 10.5
VBOTTOM0 bottom0 0 DC 0
RBOTTOM_0 bottom0 col_3_0 10.5
XARRAY row_0_0 col_3_0 crossbar
.option reltol=1e-09 abstol=1e-12 vntol=1e-12 chgtol=1e-15 gmin=1e-12 gmindc=1e-12 method=gear trtol=7 ingold=2
+ measdgt=10 tnom=27
.temp 27
.dc VLEFT0 0 0.1 0.1
.measure dc i_vbottom0 find i(vbottom0) at=0.1
.measure dc i_vleft0 find i(vleft0) at=0.1
.end
