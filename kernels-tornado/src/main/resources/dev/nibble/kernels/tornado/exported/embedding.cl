__kernel void embedding(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *sizes, __global uchar *codes, __global uchar *scales, __global uchar *zeros, __global uchar *levels, __global uchar *indices, __global uchar *y)
{
  float f_40, f_42, f_69, f_75, f_76;
  int i_7, i_8, i_14, i_16, i_18, i_19, i_24, i_25, i_26, i_27, i_28, i_29, i_30, i_31, i_32, i_33, i_34, i_35, i_43, i_44, i_45, i_46, i_47, i_48, i_49, i_50, i_51, i_52, i_53, i_54, i_55, i_60, i_61, i_62, i_63, i_64, i_70, i_77, i_78, i_79;
  long l_20, l_21, l_22, l_36, l_37, l_38, l_56, l_57, l_58, l_65, l_66, l_67, l_71, l_72, l_73;
  ulong ul_0, ul_1, ul_2, ul_3, ul_4, ul_5, ul_6, ul_9, ul_10, ul_11, ul_12, ul_13, ul_15, ul_17, ul_23, ul_39, ul_41, ul_59, ul_68, ul_74;

  // BLOCK 0
  ul_0  =  (ulong) sizes;
  ul_1  =  (ulong) codes;
  ul_2  =  (ulong) scales;
  ul_3  =  (ulong) zeros;
  ul_4  =  (ulong) levels;
  ul_5  =  (ulong) indices;
  ul_6  =  (ulong) y;
  i_7  =  get_global_size(1);
  i_8  =  get_global_size(0);
  ul_9  =  ul_0 + 24L;
  ul_10  =  ul_0 + 36L;
  ul_11  =  ul_0 + 44L;
  ul_12  =  ul_0 + 40L;
  ul_13  =  ul_0 + 32L;
  i_14  =  get_global_id(1);
  ul_15  =  ul_0 + 20L;
  i_16  =  get_global_id(0);
  ul_17  =  ul_0 + 28L;
  // BLOCK 1 MERGES [0 8 ]
  i_18  =  i_16;
  for(;;)
  {
    i_19  =  *((__global int *) ul_17);
    if(!(i_18 < i_19))
    {
      break;
    }
    // BLOCK 2
    l_20  =  (long) i_18;
    l_21  =  l_20 + 4L;
    l_22  =  l_21 << 2;
    ul_23  =  ul_5 + l_22;
    // BLOCK 3 MERGES [2 7 ]
    i_24  =  i_14;
    for(;;)
    {
      i_25  =  *((__global int *) ul_15);
      if(!(i_24 < i_25))
      {
        break;
      }
      // BLOCK 4
      i_26  =  *((__global int *) ul_23);
      i_27  =  *((__global int *) ul_13);
      i_28  =  *((__global int *) ul_12);
      i_29  =  *((__global int *) ul_11);
      i_30  =  *((__global int *) ul_10);
      i_31  =  *((__global int *) ul_10);
      i_32  =  *((__global int *) ul_15);
      i_33  =  *((__global int *) ul_9);
      i_34  =  i_26 * i_32;
      i_35  =  i_34 + i_24;
      l_36  =  (long) i_35;
      l_37  =  l_36 + 4L;
      l_38  =  l_37 << 2;
      ul_39  =  ul_3 + l_38;
      f_40  =  *((__global float *) ul_39);
      ul_41  =  ul_2 + l_38;
      f_42  =  *((__global float *) ul_41);
      i_43  =  i_33 * i_35;
      i_44  =  i_30 * i_24;
      i_45  =  i_27 - i_44;
      i_46  =  min(i_31, i_45);
      i_47  =  i_18 * i_27;
      i_48  =  i_47 + i_44;
      i_49  =  1 << i_29;
      i_50  =  i_49 + -1;
      i_51  =  1 << i_28;
      i_52  =  i_51 + -1;
      // BLOCK 5 MERGES [4 6 ]
      i_53  =  0;
      for(;i_53 < i_46;)
      {
        // BLOCK 6
        i_54  =  i_53 >> i_29;
        i_55  =  i_43 + i_54;
        l_56  =  (long) i_55;
        l_57  =  l_56 + 4L;
        l_58  =  l_57 << 2;
        ul_59  =  ul_1 + l_58;
        i_60  =  *((__global int *) ul_59);
        i_61  =  i_53 & i_50;
        i_62  =  i_61 * i_28;
        i_63  =  i_60 >> i_62;
        i_64  =  i_52 & i_63;
        l_65  =  (long) i_64;
        l_66  =  l_65 + 4L;
        l_67  =  l_66 << 2;
        ul_68  =  ul_4 + l_67;
        f_69  =  *((__global float *) ul_68);
        i_70  =  i_48 + i_53;
        l_71  =  (long) i_70;
        l_72  =  l_71 + 4L;
        l_73  =  l_72 << 2;
        ul_74  =  ul_6 + l_73;
        f_75  =  f_69 - f_40;
        f_76  =  f_75 * f_42;
        *((__global float *) ul_74)  =  f_76;
        i_77  =  i_53 + 1;
        i_53  =  i_77;
      }  // B5
      // BLOCK 7
      i_78  =  i_7 + i_24;
      i_24  =  i_78;
    }  // B3
    // BLOCK 8
    i_79  =  i_8 + i_18;
    i_18  =  i_79;
  }  // B1
  // BLOCK 9
  return;
}  //  kernel
